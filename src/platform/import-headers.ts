import { checkAnchor } from '../chain/header-anchor.ts';
import type { HeaderAnchor } from '../chain/header-anchor.ts';
import type { HeaderTree } from '../chain/header-tree.ts';
import { assert } from '../bytes/assert.ts';
import type { HeaderReject } from '../consensus/header-rules.ts';
import type { NetworkParams } from '../consensus/params.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { HEADER_BYTES, HEADER_OFFSETS, hashHeader } from '../primitives/header.ts';
import { compareWithEpochs, sameHash } from './epoch-check.ts';
import type { EpochKnowledge } from './epoch-knowledge.ts';
import { networkOfGenesis } from './header-file/detect-format.ts';
import type { HeaderImportFailure, HeaderOrigin } from './header-file/header-file-failure.ts';
import type { HeaderRun } from './header-file/header-run.ts';
import { readHeaderFile, totalBytes } from './header-file/read-header-file.ts';
import { HeldBackHeaders } from './held-back-headers.ts';

/** Where an import begins when it does not begin at the network's first block. */
export interface AnchorRequest {
  /** Height of the first header in the first file. */
  readonly height: number;
  /** What that header's hash has to be; not checked when left out. */
  readonly hash?: BlockHash;
}

/** How far an import has come. */
export interface HeaderImportProgress {
  /** Headers read so far, known ones included. */
  readonly headers: number;
  /** Height of the best chain's tip. */
  readonly tipHeight: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** Where checked headers go: a tree, and what keeps them beyond it. */
export interface HeaderKeeper {
  readonly tree: HeaderTree;
  /** Takes the 80 bytes at `offset`, which the tree has just added. */
  keep(bytes: Uint8Array, offset: number): void;
  /** Called between reads, when writing may take its time. */
  flush(): Promise<void>;
}

/** What an import reads, and what it checks against. */
export interface HeaderImportOptions {
  readonly files: readonly string[];
  readonly params: NetworkParams;
  /** The moment, in seconds since 1970, that headers may not be two hours ahead of. */
  readonly nowSec: number;
  /** The keeper of what is there already, or how to begin one, from the network's first block or from an anchor. */
  readonly keeper: HeaderKeeper | ((anchor: HeaderAnchor | undefined) => HeaderKeeper);
  /** Only where a keeper is begun. */
  readonly anchor?: AnchorRequest;
  readonly epochs?: EpochKnowledge;
  readonly onProgress?: (progress: HeaderImportProgress) => void;
  readonly signal?: AbortSignal;
}

/** How an import ended. Whatever the end, the headers added before it are kept. */
export interface HeaderImportOutcome {
  readonly status: 'done' | 'interrupted' | 'failed';
  /** Present when `failed`. */
  readonly failure?: HeaderImportFailure;
  /** Missing when not even a first header was found to begin from. */
  readonly keeper?: HeaderKeeper;
  readonly headersRead: number;
  readonly added: number;
  readonly known: number;
  /** Stretches of block files that were passed over because they are no blocks. */
  readonly skipped: readonly { readonly path: string; readonly offset: number; readonly bytes: number }[];
}

/** Stretches that were passed over that an outcome lists; more are not worth anybody's reading. */
const MAX_SKIPPED_LISTED = 20;

/**
 * Reads header files in the order given, checks every header and keeps the good ones, up to the first bad one.
 *
 * Headers that are known already change nothing: an import may be repeated, or taken up again where it ended.
 */
export async function importHeaders(options: HeaderImportOptions): Promise<HeaderImportOutcome> {
  return new HeaderImport(options).run();
}

class HeaderImport {
  readonly #options: HeaderImportOptions;
  readonly #heldBack = new HeldBackHeaders();
  readonly #skipped: { path: string; offset: number; bytes: number }[] = [];
  #keeper: HeaderKeeper | undefined;
  #headersRead = 0;
  #added = 0;
  #known = 0;
  /** The height that the file stated last. */
  #previousHeight: number | undefined;
  /** Row of the header before the one at hand, in a file where parents come first; -1 before a file's first. */
  #previousRow = -1;

  constructor(options: HeaderImportOptions) {
    this.#options = options;
    const { keeper, anchor } = options;
    assert(anchor === undefined || typeof keeper === 'function', 'an anchor is where a keeper begins');
    if (typeof keeper !== 'function') this.#keeper = keeper;
    else if (anchor === undefined) this.#keeper = keeper(undefined);
  }

  async run(): Promise<HeaderImportOutcome> {
    const { files, signal } = this.#options;
    const bytesTotal = await totalBytes(files);
    let bytesBefore = 0;
    for (const path of files) {
      this.#previousRow = -1;
      for await (const item of readHeaderFile(path, this.#options.params)) {
        if (item.kind === 'failure') return this.#end('failed', item.failure);
        if (item.kind === 'skipped') {
          if (this.#skipped.length < MAX_SKIPPED_LISTED) this.#skipped.push(item);
          continue;
        }
        const failure = this.#takeRun(item);
        if (failure !== undefined) return this.#end('failed', failure);
        await this.#keeper?.flush();
        this.#tellProgress(bytesBefore + item.fileOffset, bytesTotal);
        if (signal?.aborted === true) return this.#end('interrupted');
      }
      bytesBefore += await totalBytes([path]);
    }
    const waiting = this.#heldBack.first();
    if (waiting !== undefined) return this.#end('failed', this.#orphanFailure(waiting));
    return this.#end('done');
  }

  async #end(status: HeaderImportOutcome['status'], failure?: HeaderImportFailure): Promise<HeaderImportOutcome> {
    const keeper = this.#keeper;
    await keeper?.flush();
    const counts = { headersRead: this.#headersRead, added: this.#added, known: this.#known, skipped: this.#skipped };
    const { epochs } = this.#options;
    if (status === 'done' && epochs !== undefined && keeper !== undefined) {
      const comparison = compareWithEpochs(keeper.tree, epochs);
      if ('code' in comparison) return { status: 'failed', failure: comparison, keeper, ...counts };
    }
    return { status, ...(failure && { failure }), ...(keeper && { keeper }), ...counts };
  }

  #takeRun(run: HeaderRun): HeaderImportFailure | undefined {
    for (let i = 0; i < run.count; i++) {
      const failure = this.#take(run, i);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  #take(run: HeaderRun, i: number): HeaderImportFailure | undefined {
    const { bytes } = run;
    const offset = i * run.stride;
    const statedHeight = run.statedHeightOf?.(i);
    this.#headersRead++;
    if (this.#keeper === undefined) return this.#begin(bytes.slice(offset, offset + HEADER_BYTES), run.originOf(i));
    const { tree } = this.#keeper;
    const result = tree.accept(bytes, offset, this.#options.nowSec);
    if (result.status === 'rejected') return this.#refuse(run, i, result.reject);
    if (run.parentsFirst) this.#previousRow = result.index;
    if (statedHeight !== undefined) {
      const height = tree.heightOf(result.index);
      if (height !== statedHeight) return { code: 'height-mismatch', statedHeight, height, origin: run.originOf(i) };
      this.#previousHeight = statedHeight;
    }
    if (result.status === 'known') {
      this.#known++;
      return undefined;
    }
    this.#added++;
    this.#keeper.keep(bytes, offset);
    return this.#heldBack.size > 0 ? this.#takeChildren(result.index) : undefined;
  }

  /** Begins from an anchor, with the first header of the first file. */
  #begin(header: Uint8Array, origin: HeaderOrigin): HeaderImportFailure | undefined {
    const { anchor: request, params, epochs, keeper } = this.#options;
    assert(request !== undefined && typeof keeper === 'function', 'only an anchored import has no keeper yet');
    const { height } = request;
    const found = hashHeader(header, 0);
    if (request.hash !== undefined && !sameHash(found, request.hash)) {
      return { code: 'anchor-mismatch', height, expected: request.hash, found, expectedBy: 'command', origin };
    }
    const { statedHeight } = origin;
    if (statedHeight !== undefined && statedHeight !== height) {
      return { code: 'height-mismatch', statedHeight, height, origin };
    }
    const epoch = epochs?.epochAt(height);
    const epochHash = epoch && knownHashAt(epoch, height);
    if (epochHash !== undefined && !sameHash(found, epochHash)) {
      return { code: 'anchor-mismatch', height, expected: epochHash, found, expectedBy: 'epoch-table', origin };
    }
    const context = epoch && { epochFirst: { timeSec: epoch.firstTimeSec, bits: epoch.bits } };
    const anchor: HeaderAnchor = { height, header, ...(context && { context }) };
    const reject = checkAnchor(params, anchor);
    if (reject !== undefined) {
      if (reject.code === 'anchor-epoch-bits') return { ...reject, height, origin };
      const isOurs =
        reject.code !== 'anchor-height' && reject.code !== 'anchor-size' && reject.code !== 'anchor-not-genesis';
      assert(isOurs, 'height and size were checked, and height 0 is no anchor');
      return this.#rejected(reject, { header, origin, height, waiting: 0 });
    }
    this.#keeper = keeper(anchor);
    this.#added++;
    this.#previousHeight = statedHeight;
    return undefined;
  }

  /** A header of a block file that came before its parent waits; any other bad one ends the import. */
  #refuse(run: HeaderRun, i: number, reject: HeaderReject): HeaderImportFailure | undefined {
    const offset = i * run.stride;
    const origin = run.originOf(i);
    const header = run.bytes.slice(offset, offset + HEADER_BYTES);
    if (reject.code !== 'prev-blk-not-found' || run.parentsFirst) {
      return this.#rejected(reject, { header, origin, height: this.#heightOf(header), waiting: 0 });
    }
    const foreign = this.#foreignNetwork(header, origin);
    if (foreign !== undefined) return foreign;
    if (this.#heldBack.hold(run.bytes, offset, origin)) return undefined;
    return { code: 'too-many-waiting', waiting: this.#heldBack.size, origin: this.#heldBack.first()?.origin ?? origin };
  }

  /** Accepts the headers that waited for a new one, and those that waited for them. */
  #takeChildren(parent: number): HeaderImportFailure | undefined {
    const keeper = this.#keeper;
    assert(keeper !== undefined, 'there is a parent');
    const { tree } = keeper;
    for (const parents = [parent]; parents.length > 0;) {
      for (const child of this.#heldBack.take(tree.hashOf(parents.pop()!))) {
        const result = tree.accept(child.bytes, 0, this.#options.nowSec);
        if (result.status === 'rejected') {
          const height = this.#heightOf(child.bytes);
          return this.#rejected(result.reject, { header: child.bytes, origin: child.origin, height, waiting: 0 });
        }
        if (result.status === 'known') {
          this.#known++;
          continue;
        }
        this.#added++;
        keeper.keep(child.bytes, 0);
        parents.push(result.index);
      }
    }
    return undefined;
  }

  #orphanFailure(orphan: { readonly bytes: Uint8Array; readonly origin: HeaderOrigin }): HeaderImportFailure {
    const { bytes: header, origin } = orphan;
    const prevHash = header.slice(HEADER_OFFSETS.prevHash, HEADER_OFFSETS.merkleRoot) as BlockHash;
    const reject = { code: 'prev-blk-not-found', prevHash } as const;
    return this.#rejected(reject, { header, origin, height: -1, waiting: this.#heldBack.size });
  }

  #rejected(
    reject: HeaderReject,
    about: {
      readonly header: Uint8Array;
      readonly origin: HeaderOrigin;
      readonly height: number;
      readonly waiting: number;
    },
  ): HeaderImportFailure {
    const { header, origin, height, waiting } = about;
    const foreign = this.#foreignNetwork(header, origin);
    if (foreign !== undefined) return foreign;
    const { statedHeight } = origin;
    const previousHeight = this.#previousHeight;
    const isGap = statedHeight !== undefined && previousHeight !== undefined && statedHeight !== previousHeight + 1;
    if (reject.code === 'prev-blk-not-found' && isGap) {
      return { code: 'heights-not-contiguous', statedHeight, previousHeight, origin };
    }
    const hash = hashHeader(header, 0);
    const tableHeight = reject.code === 'prev-blk-not-found' ? this.#tableHeight(hash, reject.prevHash) : undefined;
    const hashBefore = this.#previousRow < 0 ? undefined : this.#keeper?.tree.hashOf(this.#previousRow);
    return {
      code: 'header-rejected',
      reject,
      height,
      hash,
      origin,
      waiting,
      ...(tableHeight !== undefined && { tableHeight }),
      ...(hashBefore !== undefined && { hashBefore }),
    };
  }

  /** Height of a block that the table of retargets names, or whose parent it names. */
  #tableHeight(hash: BlockHash, prevHash: BlockHash): number | undefined {
    const { epochs } = this.#options;
    const before = epochs?.heightOf(prevHash);
    return before === undefined ? epochs?.heightOf(hash) : before + 1;
  }

  /** Whether a header is, or follows, the first block of another network. */
  #foreignNetwork(header: Uint8Array, origin: HeaderOrigin): HeaderImportFailure | undefined {
    const expected = this.#options.params.name;
    const prevHash = header.subarray(HEADER_OFFSETS.prevHash, HEADER_OFFSETS.merkleRoot);
    const found = networkOfGenesis(hashHeader(header, 0)) ?? networkOfGenesis(prevHash);
    if (found === undefined || found === expected) return undefined;
    return { code: 'network-wrong', path: origin.path, offset: origin.offset, expected, found };
  }

  /** Height that a header would have: by its parent, else by its place in the file; -1 when neither is known. */
  #heightOf(header: Uint8Array): number {
    const tree = this.#keeper?.tree;
    if (tree === undefined) return -1;
    const prevHash = header.slice(HEADER_OFFSETS.prevHash, HEADER_OFFSETS.merkleRoot) as BlockHash;
    const parent = tree.indexOf(prevHash);
    const before = parent >= 0 ? parent : this.#previousRow;
    return before >= 0 ? tree.heightOf(before) + 1 : -1;
  }

  #tellProgress(bytesRead: number, bytesTotal: number): void {
    const tree = this.#keeper?.tree;
    if (tree === undefined) return;
    const tipHeight = tree.heightOf(tree.tipIndex());
    this.#options.onProgress?.({ headers: this.#headersRead, tipHeight, bytesRead, bytesTotal });
  }
}

function knownHashAt(
  epoch: {
    readonly firstHeight: number;
    readonly blocks: number;
    readonly firstHash: BlockHash;
    readonly lastHash?: BlockHash;
  },
  height: number,
): BlockHash | undefined {
  if (height === epoch.firstHeight) return epoch.firstHash;
  return height === epoch.firstHeight + epoch.blocks - 1 ? epoch.lastHash : undefined;
}
