import { SERVICE_FLAGS } from '../../wire/services.ts';

const FULL = SERVICE_FLAGS.network | SERVICE_FLAGS.witness;
const LIMITED = SERVICE_FLAGS.networkLimited | SERVICE_FLAGS.witness;

/**
 * What a peer that offers `services` has to offer, so that we connect to it.
 * @param isNearTip Our best block is fewer than 144 blocks, by the clock, behind. Source: Core's `GetDesirableServiceFlags`.
 */
export function desirableServices(services: bigint, isNearTip: boolean): bigint {
  return isNearTip && (services & SERVICE_FLAGS.networkLimited) !== 0n ? LIMITED : FULL;
}

/** Whether a peer offers all that we want. Source: Bitcoin Core's `HasAllDesirableServiceFlags`. */
export function hasDesirableServices(services: bigint, isNearTip: boolean): boolean {
  return (desirableServices(services, isNearTip) & ~services) === 0n;
}

/** Whether it is a full node, which knows addresses. Source: Bitcoin Core's `MayHaveUsefulAddressDB`. */
export function mayKnowAddresses(services: bigint): boolean {
  return (services & (SERVICE_FLAGS.network | SERVICE_FLAGS.networkLimited)) !== 0n;
}
