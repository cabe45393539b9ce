/** A fenced block of code. */
export interface Fence {
  /** The word after the fence: `sh`, `ts`, `json`, or empty. */
  readonly language: string;
  /** Its lines, without the fences. */
  readonly lines: readonly string[];
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** Why it is not run, from `<!-- not run: REASON -->` on the line above, or `undefined`. */
  readonly notRun: string | undefined;
}

/** A piece of a text, with its line from 1. */
export interface Piece {
  readonly text: string;
  readonly line: number;
}

/** What the checks need to know about one document. */
export interface Markdown {
  readonly fences: readonly Fence[];
  /** Targets of links and images, as written. */
  readonly links: readonly Piece[];
  /** Names of the places a link can point to with `#`: headings as GitHub names them, and ids given by hand. */
  readonly anchors: ReadonlySet<string>;
  /** Texts in backquotes outside of fences. */
  readonly codes: readonly Piece[];
}

/** Turns a heading into its anchor, as GitHub does: lower case, punctuation dropped, blanks to hyphens. */
export function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

/** Adds an anchor; the second heading of one name gets `-1`, as on GitHub. */
function addAnchor(anchors: Set<string>, anchor: string): void {
  let name = anchor;
  for (let count = 1; anchors.has(name); count++) name = `${anchor}-${count}`;
  anchors.add(name);
}

/** Links, images and reference definitions of one line without code, and `href` and `src` of HTML. */
function linksIn(line: string): string[] {
  return [
    ...[...line.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)].map((match) => match[1] ?? ''),
    ...[...line.matchAll(/^\s{0,3}\[[^\]]+\]:\s+<?([^\s>]+)>?/g)].map((match) => match[1] ?? ''),
    ...[...line.matchAll(/\b(?:href|src|srcset)="([^"]+)"/g)].map((match) => match[1] ?? ''),
  ];
}

/** Reads a document line by line: a small part of Markdown, the part this project writes. */
export function parseMarkdown(text: string): Markdown {
  const fences: Fence[] = [];
  const links: Piece[] = [];
  const codes: Piece[] = [];
  const anchors = new Set<string>();
  let open: { readonly mark: string; readonly fence: Omit<Fence, 'lines'>; readonly lines: string[] } | undefined;
  let notRun: string | undefined;
  text.split(/\r?\n/).forEach((content, index) => {
    const line = index + 1;
    const mark = /^\s{0,3}(`{3,}|~{3,})\s*([\w-]*)/.exec(content);
    if (open !== undefined) {
      if (mark?.[1]?.startsWith(open.mark) && mark[2] === '') {
        fences.push({ ...open.fence, lines: open.lines });
        open = undefined;
      } else open.lines.push(content);
      return;
    }
    if (mark !== null) {
      open = { mark: mark[1] ?? '', fence: { language: mark[2] ?? '', line, notRun }, lines: [] };
      notRun = undefined;
      return;
    }
    // The reason holds for the next fence, with at most blank lines between.
    if (content.trim() !== '') notRun = /<!--\s*not run:\s*(.+?)\s*-->/.exec(content)?.[1];
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(content);
    if (heading !== null) addAnchor(anchors, anchorOf(heading[1] ?? ''));
    for (const match of content.matchAll(/<[^>]*\b(?:id|name)="([^"]+)"/g)) anchors.add(match[1] ?? '');
    for (const match of content.matchAll(/`([^`]+)`/g)) codes.push({ text: match[1] ?? '', line });
    for (const target of linksIn(content.replace(/`[^`]*`/g, ''))) links.push({ text: target, line });
  });
  if (open !== undefined) fences.push({ ...open.fence, lines: open.lines });
  return { fences, links, anchors, codes };
}
