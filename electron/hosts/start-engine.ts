import { createEngine, type Engine, type EngineOptions } from '../engine/engine.ts';
import { holdYoungHeap } from '../engine/heap.ts';

/**
 * The engine as every host starts it; with `demo` the simulated shop around it, whose code is loaded only then.
 *
 * @throws what createEngine throws
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  holdYoungHeap();
  if (!options.demo) return createEngine(options);
  const { startDemo } = await import('./demo/demo.ts');
  return startDemo(options);
}
