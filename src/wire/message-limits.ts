/** Longest payload of a message, in bytes. Source: Bitcoin Core's `MAX_PROTOCOL_MESSAGE_LENGTH`. */
export const MAX_PROTOCOL_MESSAGE_LENGTH = 4_000_000;

/** Longest name of a message, in bytes. Source: Bitcoin Core's `CMessageHeader::COMMAND_SIZE`. */
export const COMMAND_BYTES = 12;

/** Longest user agent, in bytes. Source: Bitcoin Core's `MAX_SUBVERSION_LENGTH` (BIP14). */
export const MAX_SUBVERSION_LENGTH = 256;

/** Most items of an `inv`, `getdata` or `notfound`. Source: Bitcoin Core's `MAX_INV_SZ`. */
export const MAX_INV_SZ = 50_000;

/** Most addresses of an `addr` or `addrv2`. Source: Bitcoin Core's `MAX_ADDR_TO_SEND`. */
export const MAX_ADDR_TO_SEND = 1_000;

/** Longest address of an `addrv2`, in bytes. Source: BIP155, Bitcoin Core's `MAX_ADDRV2_SIZE`. */
export const MAX_ADDRV2_BYTES = 512;

/** Most headers of a `headers`. Source: Bitcoin Core's `MAX_HEADERS_RESULTS`. */
export const MAX_HEADERS_RESULTS = 2_000;

/** Most hashes of a locator. Source: Bitcoin Core's `MAX_LOCATOR_SZ`. */
export const MAX_LOCATOR_SZ = 101;

/** Most transactions that a compact block names: their indexes are 16-bit integers (BIP152). */
export const MAX_COMPACT_TRANSACTIONS = 65_535;

/** Most blocks whose filters are asked for at once. Source: BIP157, Bitcoin Core's `MAX_GETCFILTERS_SIZE`. */
export const MAX_GETCFILTERS_SIZE = 1_000;

/** Most blocks whose filter hashes are asked for at once. Source: BIP157, Bitcoin Core's `MAX_GETCFHEADERS_SIZE`. */
export const MAX_GETCFHEADERS_SIZE = 2_000;

/** How many blocks lie between two filter headers of a `cfcheckpt`. Source: BIP157, Bitcoin Core's `CFCHECKPT_INTERVAL`. */
export const CFCHECKPT_INTERVAL = 1_000;
