import { CopyLines, EmptyState } from '../../components/EmptyState.tsx';
import { useLive } from '../../connection/use-stream.ts';

/** No containers: because there are none, or because no daemon answers. */
export function ContainersEmpty() {
  const docker = useLive('app.status', {})?.sources.find(({ name }) => name === 'docker');
  if (docker && docker.state !== 'connected') {
    return (
      <EmptyState title="Docker is not connected">
        <p>{docker.cause ?? 'No Docker daemon was found.'}</p>
        {docker.cure ? <p>{docker.cure}</p> : null}
        <p className="t3">It is tried again by itself. Everything that is already stored stays in reach.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No containers on this machine">
      <p>Whatever runs in Docker appears here with its CPU, memory, network, logs and events. To see one:</p>
      <CopyLines
        caption="Start a web server"
        text="docker run --detach --name hello --publish 8080:80 nginx:alpine"
      />
    </EmptyState>
  );
}
