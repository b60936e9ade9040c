import { Suspense } from 'react';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { LoadingBar } from '../../../components/LoadingBar.tsx';
import { lazyPart } from '../../../components/lazy-part.ts';

// xterm.js is large and seldom wanted.
const Terminal = lazyPart(() => import('./Terminal.tsx'));

/** A shell inside the container. */
export function ShellTab({ container }: { container: ContainerSummary }) {
  if (container.state !== 'running') {
    return <EmptyState title="The container is not running">A shell can be opened while it runs.</EmptyState>;
  }
  return (
    <Suspense fallback={<LoadingBar active />}>
      <Terminal key={container.id} containerId={container.id} name={container.name} />
    </Suspense>
  );
}
