import type { Disposable } from '../../../../shared/util/disposable.ts';
import type { Emitter } from '../../../../shared/util/emitter.ts';
import type { TargetGroup } from '../config/discovery-config.ts';
import type { DiscoveredTarget } from '../targets/target.ts';

/** Finds targets of one job; what it found last stays while it cannot look. */
export interface TargetSource extends Disposable {
  readonly targets: readonly DiscoveredTarget[];
  /** Why it cannot look for the moment, or null. */
  readonly problem: string | null;
  /** After every change of either. */
  readonly onChange: Emitter<void>;
}

/** The targets of a group with its labels and what the discovery itself knows. */
export const groupTargets = (
  { targets, labels }: TargetGroup,
  meta: [name: string, value: string][] = [],
): DiscoveredTarget[] => targets.map((address) => new Map([...meta, ...labels, ['__address__', address]]));
