import { describe, expect, onTestFinished } from 'vitest';
import {
  docker,
  dockerMissing,
  ensureBusyboxImage,
  eventually,
  removeContainer,
  testUnless,
} from '../../docker.ts';
import { storedLogs } from '../stored-logs.ts';
import { startEngine } from '../test-engine.ts';

const dockerTest = testUnless(dockerMissing);

/** An engine with a daemon, and a receiver on a free port. */
async function startReceiving(name: 'syslog' | 'loki') {
  const started = await startEngine({ listen: { [name]: 0 } });
  const { receivers } = await started.engine.status();
  const found = receivers.find((one) => one.name === name);
  return { ...started, port: found?.port ?? 0, receiver: found };
}

async function run(name: string, args: string[], command: string): Promise<void> {
  const image = await ensureBusyboxImage();
  onTestFinished(() => removeContainer(name));
  await docker('run', '-d', '--name', name, ...args, image, 'sh', '-c', command);
}

describe('what a container sends is its own, beside the lines that the daemon has of it', () => {
  dockerTest('by Docker’s syslog driver', async () => {
    const engine = await startReceiving('syslog');
    const name = 'lreceive-tied-syslog';
    const address = `syslog-address=udp://127.0.0.1:${engine.port}`;
    await run(
      name,
      ['--log-driver', 'syslog', '--log-opt', address],
      'while true; do echo hello; sleep 1; done',
    );
    const row = await eventually('a line of syslog is the container’s', async () =>
      (await storedLogs(engine, `name:${name}`)).find(({ source }) => source === 'syslog'),
    );
    expect(row).toMatchObject({ container: name, body: 'hello', severityNumber: 9 });
  });

  dockerTest('over the gateway of its network, by the address that it sends from', async () => {
    const engine = await startReceiving('loki');
    const gateway = await docker(
      'network',
      'inspect',
      'bridge',
      '--format',
      '{{(index .IPAM.Config 0).Gateway}}',
    );
    await eventually('the receiver listens on the gateway', async () => {
      const { receivers } = await engine.engine.status();
      return receivers.find((one) => one.name === 'loki')?.addresses.includes(gateway);
    });
    const name = 'lreceive-tied-loki';
    const body = '{"streams":[{"stream":{"app":"any"},"values":[["1778750813589000001","sent"]]}]}';
    const post = `wget -q -O - --header 'Content-Type: application/json' --post-data '${body}' http://${gateway}:${engine.port}/loki/api/v1/push`;
    // Once more and again: the engine may learn of the container only after its first request.
    await run(name, [], `while true; do ${post}; sleep 1; done`);
    const row = await eventually('the record is the container’s', async () =>
      (await storedLogs(engine, `name:${name}`)).find(({ source }) => source === 'loki'),
    );
    expect(row).toMatchObject({ container: name, service: 'any', body: 'sent' });
  });
});
