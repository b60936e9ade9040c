import type { EngineOptions } from '../../../electron/engine/engine.ts';
import { eventually } from '../../docker.ts';
import { startEngine, stopOnce, type TestEngine } from '../test-engine.ts';

/** An engine that has found its daemon and knows its containers. */
export async function connected(
  options: Partial<EngineOptions> = {},
): Promise<TestEngine & { stop(): Promise<void> }> {
  const running = await startEngine(options);
  await eventually('connected', async () => {
    const { sources } = await running.client.call('app.status', {});
    return sources[0]?.state === 'connected';
  });
  return { ...running, stop: () => stopOnce(running.engine) };
}
