/** Heaviest block, in weight units (BIP141). Source: Bitcoin Core's `MAX_BLOCK_WEIGHT`. */
export const MAX_BLOCK_WEIGHT = 4_000_000;

/** Most that a block's signature operations may cost: a legacy one costs 4 (BIP141). */
export const MAX_BLOCK_SIGOPS_COST = 80_000;

/** A coinbase's outputs can be spent this many blocks after it. Source: Bitcoin Core's `COINBASE_MATURITY`. */
export const COINBASE_MATURITY = 100;
