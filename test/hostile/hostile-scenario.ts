import type { LabNodeOptions } from '../../src/lab/lab-network.ts';
import type { NetAddress } from '../../src/wire/net-address.ts';
import type { HostileScene, Offender } from './hostile-scene.ts';
import type { ScriptedPeerOptions } from './scripted-peer.ts';

/** One way to do harm, and what becomes of who tries it. */
export interface HostileScenario {
  readonly name: string;
  /** `dropped`: the node ends the connection. `kept`: it ignores what is sent, as Bitcoin Core does, or serves it within limits. */
  readonly fate: 'dropped' | 'kept';
  /** Why it is dropped. */
  readonly reason?: RegExp;
  /** Bytes that it may make the node hold, once all has come: nothing to speak of unless told. */
  readonly holdsBytes?: number;
  /** How the offender begins. */
  readonly offender?: Partial<ScriptedPeerOptions> & { readonly from?: NetAddress };
  /** How the node that is attacked differs; it gets a world of its own then. */
  readonly victim?: LabNodeOptions;
  /** Blocks of the chain in the beginning, if it needs more than there are. */
  readonly blocks?: number;
  /** Does the harm: what is sent arrives while honest peers are served. */
  readonly attack: (offender: Offender, scene: HostileScene) => void;
  /** How long it goes on before honest peers are served, in milliseconds: 0 unless told. */
  readonly lastsMs?: number;
}
