import type { EngineStatus } from '../../../shared/contract/app.ts';
import { CopyLines, EmptyState } from '../../components/EmptyState.tsx';
import { composeLines, otlpLines } from '../../telemetry/send-lines.ts';

/** Nothing is known yet: what this shows, and the exact lines that put something in. */
export function FirstRun({ status }: { status: EngineStatus }) {
  const docker = status.sources.find(({ name }) => name === 'docker');
  return (
    <>
      <div className="view-head">
        <h1>Overview</h1>
        <span className="t2 fs12">nothing has arrived yet</span>
      </div>
      <div className="scroll">
        <EmptyState title="Here is everything that runs on this machine, once something does">
          <p>
            Containers with their load, logs and events; services with their rate, errors and durations; slow
            and failing traces.
          </p>
          {docker?.state === 'connected' ? (
            <CopyLines
              caption="Docker is connected and has no containers. Start one"
              text="docker run --detach --name hello --publish 8080:80 nginx:alpine"
            />
          ) : (
            <p>
              <span className="warn">Docker is not connected</span>
              {docker?.cause ? `: ${docker.cause}` : ''}. {docker?.cure}
            </p>
          )}
          <CopyLines
            caption="Send traces from an app on this machine"
            text={otlpLines(status.receivers, 'my-app')}
          />
          <CopyLines
            caption="From a service in a compose file"
            text={composeLines(status.receivers, 'my-app')}
          />
          <CopyLines
            caption="Open a trace file (Jaeger, Zipkin, OTLP, what an SDK printed, a Chrome trace), or drop it or a folder on this window"
            text="trivet open trace.json"
          />
          <CopyLines caption="Or look around in a simulated shop" text="npm start -- --demo" />
        </EmptyState>
      </div>
    </>
  );
}
