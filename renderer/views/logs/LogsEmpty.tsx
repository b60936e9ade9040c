import { CopyLines, EmptyState } from '../../components/EmptyState.tsx';
import { useLive } from '../../connection/use-stream.ts';

/** Nothing was ever logged: what will appear here by itself, and how to try it. */
export function LogsEmpty() {
  const docker = useLive('app.status', {})?.sources.find(({ name }) => name === 'docker');
  return (
    <EmptyState title="No logs yet">
      <p>Every line that a running container writes is kept here, also after the container is gone.</p>
      {docker && docker.state !== 'connected' ? (
        <p>
          Docker is not connected: {docker.cause ?? 'looking for it'}. {docker.cure}
        </p>
      ) : (
        <CopyLines
          caption="Try it"
          text={
            'docker run --rm --name hello busybox sh -c \'for i in 1 2 3; do echo "hello $i"; sleep 1; done\''
          }
        />
      )}
    </EmptyState>
  );
}
