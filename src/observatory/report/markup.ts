/**
 * Characters that have no place in a published line: controls, and the marks that turn the direction of text, by which a
 * line can be made to read otherwise than it is written (Boucher, Anderson, "Trojan Source", 2021).
 */
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** Makes one clean line of a text from anywhere: controls and direction marks become a space, lone surrogates U+FFFD. */
export function plainLine(text: string): string {
  return replaceLoneSurrogates(text).replace(UNPRINTABLE, ' ').trim();
}

function replaceLoneSurrogates(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for HTML and SVG, as content or as a quoted attribute. */
export function escapeMarkup(text: string): string {
  return plainLine(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** Escapes a text for Markdown, in a paragraph or a table cell: nothing in it formats, links, or starts a block. */
export function escapeMarkdown(text: string): string {
  return plainLine(text)
    .replace(/[\\`*_[\]<>|#~]/g, (character) => `\\${character}`)
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^([-+=])(?=\s|$|\1)/, '\\$1');
}

/** The address when it is a plain http or https one, else `null`: nothing else becomes a link. */
export function safeUrl(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  return /^https?:\/\/[\w.-]+(:\d{1,5})?(\/[\w./~%!$&'()*+,;=:@?#-]*)?$/.test(text) && text.length <= 2000
    ? text
    : null;
}
