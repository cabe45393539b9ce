import { BIP0031_VERSION } from '../../wire/protocol-version.ts';

/** How often a peer is pinged. Source: Bitcoin Core's `PING_INTERVAL`. */
const PING_INTERVAL_MS = 2 * 60 * 1000;

/** Without an answer, or any word, for so long, a peer is given up. Source: Bitcoin Core's `TIMEOUT_INTERVAL`. */
const TIMEOUT_MS = 20 * 60 * 1000;

/** How long the handshake may take. Source: Bitcoin Core's `DEFAULT_PEER_CONNECT_TIMEOUT`. */
const HANDSHAKE_TIMEOUT_MS = 60 * 1000;

/** Who talks on, and has taken nothing for so long of what waits for it, is given up: see `listens`. */
const DEAF_TIMEOUT_MS = 30 * 1000;

/** Why a silent peer is given up. */
export type KeepaliveFailure =
  'handshake-timeout' | 'ping-timeout' | 'receive-timeout' | 'send-timeout' | 'not-reading';

/** What is due now. */
export type KeepaliveStep =
  { readonly do: 'ping'; readonly nonce: bigint } | { readonly do: 'give-up'; readonly reason: KeepaliveFailure };

/**
 * Decides when one peer is pinged, and when it is given up.
 *
 * Source: Bitcoin Core's `MaybeSendPing`, `InactivityCheck`; BIP31.
 */
export class Keepalive {
  readonly #connectedAtMs: number;
  #isReady = false;
  #version = 0;
  #pingedAtMs: number;
  #nonce: bigint | undefined;
  #lastReceivedAtMs: number;
  /** Since when something waits to be sent; `undefined` when nothing does. */
  #waitingSinceMs: number | undefined;
  /** Since when it talks on and takes nothing; `undefined` while it listens. */
  #deafSinceMs: number | undefined;
  #pingMs: number | undefined;
  #minPingMs: number | undefined;

  constructor(connectedAtMs: number) {
    this.#connectedAtMs = connectedAtMs;
    this.#pingedAtMs = connectedAtMs - PING_INTERVAL_MS;
    this.#lastReceivedAtMs = connectedAtMs;
  }

  /** How long the last answer took, in milliseconds. */
  get pingMs(): number | undefined {
    return this.#pingMs;
  }

  get minPingMs(): number | undefined {
    return this.#minPingMs;
  }

  /** How long the ping that is not answered yet has been waiting. */
  waitingMs(nowMs: number): number | undefined {
    return this.#nonce === undefined ? undefined : nowMs - this.#pingedAtMs;
  }

  get lastReceivedAtMs(): number {
    return this.#lastReceivedAtMs;
  }

  /** The handshake is done. @param version The lower of both. */
  ready(version: number): void {
    this.#isReady = true;
    this.#version = version;
  }

  received(nowMs: number): void {
    this.#lastReceivedAtMs = nowMs;
  }

  /** Something waits to be sent, where nothing did. */
  sending(nowMs: number): void {
    this.#waitingSinceMs = nowMs;
  }

  /** The peer has taken something of what waited. @param queuedBytes What still waits. */
  took(nowMs: number, queuedBytes: number): void {
    this.#waitingSinceMs = queuedBytes > 0 ? nowMs : undefined;
    if (this.#deafSinceMs !== undefined) this.#deafSinceMs = nowMs;
  }

  /**
   * Whether the peer has room for more of what it asks for, or at least keeps from sending more. Who takes nothing of its answers, and
   * sends until nothing more is read of it either, is not slow: a slow peer takes little by little, and waits for its answers.
   * Bitcoin Core gives both twenty minutes.
   */
  listens(isListening: boolean, nowMs: number): void {
    this.#deafSinceMs = isListening ? undefined : (this.#deafSinceMs ?? nowMs);
  }

  /** A pong: an answer if its nonce is that of the ping; a nonce of 0 says that the peer can't answer. */
  pong(nonce: bigint, nowMs: number): void {
    if (this.#nonce === undefined) return;
    if (nonce === this.#nonce) {
      const took = Math.max(0, nowMs - this.#pingedAtMs);
      this.#pingMs = took;
      this.#minPingMs = Math.min(this.#minPingMs ?? took, took);
      this.#nonce = undefined;
    } else if (nonce === 0n) {
      this.#nonce = undefined;
    }
  }

  /** When `tick` has something to do at the earliest. */
  get nextDueMs(): number {
    if (!this.#isReady) return this.#connectedAtMs + HANDSHAKE_TIMEOUT_MS;
    const silent = this.#lastReceivedAtMs + TIMEOUT_MS;
    const stuck = (this.#waitingSinceMs ?? Infinity) + TIMEOUT_MS;
    const ping = this.#pingedAtMs + (this.#nonce === undefined ? PING_INTERVAL_MS : TIMEOUT_MS);
    const deaf = (this.#deafSinceMs ?? Infinity) + DEAF_TIMEOUT_MS;
    return Math.min(silent, stuck, deaf, ping);
  }

  /** @param nonce Random, not 0: used if a ping is due. */
  tick(nowMs: number, nonce: () => bigint): KeepaliveStep | undefined {
    if (nowMs < this.nextDueMs) return undefined;
    if (!this.#isReady) return { do: 'give-up', reason: 'handshake-timeout' };
    if (nowMs >= this.#lastReceivedAtMs + TIMEOUT_MS) return { do: 'give-up', reason: 'receive-timeout' };
    if (this.#waitingSinceMs !== undefined && nowMs >= this.#waitingSinceMs + TIMEOUT_MS) {
      return { do: 'give-up', reason: 'send-timeout' };
    }
    if (this.#deafSinceMs !== undefined && nowMs >= this.#deafSinceMs + DEAF_TIMEOUT_MS) {
      return { do: 'give-up', reason: 'not-reading' };
    }
    if (this.#nonce !== undefined) return { do: 'give-up', reason: 'ping-timeout' };
    this.#pingedAtMs = nowMs;
    const sent = nonce();
    if (this.#version > BIP0031_VERSION) this.#nonce = sent;
    return { do: 'ping', nonce: sent };
  }
}
