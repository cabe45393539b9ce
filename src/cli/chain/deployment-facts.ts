import type { ChainState } from '../../chain/chain-state.ts';
import { BIP9_DEPLOYMENT_NAMES, BURIED_DEPLOYMENT_NAMES, isBuriedActive } from '../../consensus/deployment.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import { VersionBits } from '../../consensus/version-bits.ts';
import type { ThresholdState } from '../../consensus/version-bits.ts';

/** One soft fork, for the block after the tip, as `getdeploymentinfo` tells it. */
export interface DeploymentFacts {
  readonly name: string;
  readonly type: 'buried' | 'bip9';
  readonly active: boolean;
  /** Height from which a buried one holds. */
  readonly height?: number;
  /** How far one that is decided by signals has come. */
  readonly status?: ThresholdState;
}

/** Lists a network's soft forks as they stand for the block after the tip. */
export function deploymentFacts(chain: ChainState, params: NetworkParams): DeploymentFacts[] {
  const { active, tree } = chain;
  const next = active.height + 1;
  const buried = BURIED_DEPLOYMENT_NAMES.map((name): DeploymentFacts => {
    const height = params[`${name}Height`];
    return { name, type: 'buried', active: isBuriedActive(params, name, next), height };
  });
  const versionBits = new VersionBits(params, tree);
  const signalled = BIP9_DEPLOYMENT_NAMES.map((name): DeploymentFacts => {
    const status = versionBits.of(name).stateAfter(active.tip);
    return { name, type: 'bip9', active: status === 'active', status };
  });
  return [...buried, ...signalled];
}

/** Lays the soft forks out in one line for the terminal. */
export function deploymentsText(deployments: readonly DeploymentFacts[]): string {
  const parts = deployments.map(({ name, active, status, height }) =>
    active ? name : `${name} (${status ?? `from ${height}`})`,
  );
  return `rules         ${parts.join(', ')}\n`;
}
