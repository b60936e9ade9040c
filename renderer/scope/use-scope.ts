import { useMemo } from 'react';
import type { ContainerSummary } from '../../shared/model/container.ts';
import { useLive } from '../connection/use-stream.ts';
import { useUrlParam } from '../time/url-state.ts';
import { inScope, parseScope, type Scope, scopeText } from './scope.ts';

const NONE: ContainerSummary[] = [];

/** Every container the engine knows now, live; null before the first answer. */
export function useAllContainers(): ContainerSummary[] | null {
  return useLive('containers.live', {})?.containers ?? null;
}

export function useScope(): { scope: Scope; setScope(scope: Scope): void } {
  const [text, setText] = useUrlParam('scope');
  const scope = useMemo(() => parseScope(text), [text]);
  return { scope, setScope: (next) => setText(scopeText(next)) };
}

/** The live containers inside the global scope. */
export function useContainers(): {
  containers: ContainerSummary[];
  all: ContainerSummary[];
  loaded: boolean;
} {
  const all = useAllContainers();
  const { scope } = useScope();
  const containers = useMemo(
    () => (all ?? NONE).filter((container) => inScope(scope, container)),
    [all, scope],
  );
  return { containers, all: all ?? NONE, loaded: all !== null };
}

/**
 * The entities for a query: undefined when everything is in scope, else those of the containers in it. Stable
 * while the set stays the same, so that live updates ask nothing again.
 */
export function useScopeEntities(): string[] | undefined {
  const { scope } = useScope();
  const { containers } = useContainers();
  const key = scope.kind === 'all' ? null : JSON.stringify(containers.map(({ entity }) => entity).sort());
  return useMemo(() => (key === null ? undefined : (JSON.parse(key) as string[])), [key]);
}
