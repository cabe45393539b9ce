import type { NetworkParams } from '../../consensus/params.ts';
import { formatCount } from '../../observatory/answers/units.ts';
import { identifyPool } from '../../observatory/pools/identify-pool.ts';
import { MAX_POOL_BLOCKS } from '../../observatory/pools/pool-blocks.ts';
import type { PoolBlock, PoolBlocks } from '../../observatory/pools/pool-blocks.ts';
import type { PoolList } from '../../observatory/pools/pool-list.ts';
import { BlockSource } from '../../platform/chain-import/block-source.ts';
import { readHeaderFile } from '../../platform/header-file/read-header-file.ts';
import type { HeaderFileFailure, HeaderOrigin } from '../../platform/header-file/header-file-failure.ts';
import { isSystemError, reasonOf } from '../../platform/system-error.ts';
import { parseBlockStart, statedHeight } from '../../primitives/block-start.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import { hashHeader } from '../../primitives/header.ts';
import { readBlockInput } from '../block/block-input.ts';
import { CliError, interruptedError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { describeHeaderFailure } from '../headers/failure-text.ts';

/** Files that may hold a single block in another form than block files do: raw, hex, JSON. */
const MAYBE_ONE_BLOCK: readonly HeaderFileFailure['code'][] = [
  'file-format-unknown',
  'line-malformed',
  'file-truncated',
];

/**
 * Says which pools found the blocks in files: `blk*.dat`, or single blocks as `vigil block decode` takes them. Blocks come out by
 * their height where all say one (BIP34), else in the order of the files; one that is there twice counts once.
 *
 * @throws {CliError} When a file can't be read, or holds no blocks.
 */
export async function poolsOfFiles(
  context: CliContext,
  files: readonly string[],
  about: { readonly list: PoolList; readonly params: NetworkParams },
): Promise<PoolBlocks> {
  const seen = new SeenBlocks(about.list);
  const source = new BlockSource(about.params);
  try {
    for (const file of files) {
      for await (const origins of blockOrigins(file, about.params)) {
        if (origins === undefined) {
          const { block, name } = await readBlockInput(file, {});
          seen.take(block.serialized(), name);
          continue;
        }
        for (const origin of origins) {
          if (context.interrupt.aborted) throw interruptedError('stopped');
          const bytes = await readAt(source, origin);
          seen.take(bytes, `the block at byte ${origin.offset} of ${file}`);
          if (seen.blocks.length % 64 === 0) context.progress(`reading blocks: ${formatCount(seen.blocks.length)}`);
        }
      }
    }
  } finally {
    context.progress('');
    await source.close();
  }
  const description = files.length === 1 ? files[0]! : `${files.length} files of blocks`;
  return inOrder(seen.blocks, description);
}

/** Where the blocks of a block file begin; `undefined` once when the file may be a single block. */
async function* blockOrigins(
  file: string,
  params: NetworkParams,
): AsyncGenerator<readonly HeaderOrigin[] | undefined, void> {
  for await (const item of readHeaderFile(file, params)) {
    if (item.kind === 'failure') {
      if (!MAYBE_ONE_BLOCK.includes(item.failure.code)) throw new CliError(describeHeaderFailure(item.failure));
      return yield undefined;
    }
    if (item.kind !== 'run') continue;
    if (item.parentsFirst) return yield undefined;
    yield Array.from({ length: item.count }, (_, i) => item.originOf(i));
  }
}

async function readAt(source: BlockSource, { path, offset }: HeaderOrigin): Promise<Uint8Array> {
  try {
    const bytes = await source.read(path, offset);
    if (bytes === undefined)
      throw new CliError(`${path} has changed while it was read: the block at byte ${offset} is gone`);
    return bytes;
  } catch (error) {
    if (isSystemError(error)) throw new CliError(`can't read ${path}: ${reasonOf(error)}`);
    throw error;
  }
}

/** Blocks that were read, each once. */
class SeenBlocks {
  readonly blocks: PoolBlock[] = [];
  readonly #list: PoolList;
  readonly #hashes = new Set<HashKey>();

  constructor(list: PoolList) {
    this.#list = list;
  }

  take(bytes: Uint8Array, name: string): void {
    const start = parseBlockStart(bytes);
    if ('code' in start) throw new CliError(`${name} has no first transaction that can be read (${start.code})`);
    const hash = hashKey(hashHeader(bytes, 0));
    if (this.#hashes.has(hash)) return;
    if (this.blocks.length >= MAX_POOL_BLOCKS) throw new CliError(`the files hold more than ${MAX_POOL_BLOCKS} blocks`);
    this.#hashes.add(hash);
    const match = identifyPool(this.#list, start.coinbase);
    this.blocks.push({
      height: statedHeight(start),
      timeSec: start.header.timeSec,
      bits: start.header.bits,
      pool: match === undefined ? undefined : this.#list.pools[match.pool]!.name,
    });
  }
}

function inOrder(blocks: PoolBlock[], description: string): PoolBlocks {
  if (blocks.length === 0) throw new CliError(`${description} holds no blocks`);
  const byHeight = blocks.every(({ height }) => height !== undefined);
  if (!byHeight) return { description, kind: 'blocks', blocks, missing: 0 };
  blocks.sort((a, b) => a.height! - b.height!);
  const missing = blocks.at(-1)!.height! - blocks[0]!.height! + 1 - new Set(blocks.map(({ height }) => height)).size;
  return { description, kind: 'blocks', blocks, missing };
}
