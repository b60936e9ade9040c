import type { ContainerEvent } from '../../../shared/model/container.ts';
import type { Label } from '../../../shared/model/series.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import type { DockerSource } from '../docker/docker-source.ts';
import { type Family, family } from './family.ts';

/** Images of a machine that builds all day; what is beyond counts as `…other`. */
const MOST_LABEL_SETS = 2_000;
const OTHER = '…other';

/** Starts and stops of containers since Trivet's start. */
export class LifecycleCounts implements Disposable {
  readonly #starts = new Map<string, number>();
  readonly #stops = new Map<string, number>();
  readonly #following: Disposable;

  constructor(source: Pick<DockerSource, 'onEvent'>) {
    this.#following = source.onEvent.on((event) => this.#count(event));
  }

  families(): Family[] {
    const samples = (counts: Map<string, number>, names: string[]): [Label[], number][] =>
      [...counts].map(([key, count]) => [
        key.split('\0').map((value, i): Label => [names[i]!, value]),
        count,
      ]);
    return [
      family(
        'counter',
        'docker_container_starts',
        "Starts since Trivet's own, by image.",
        samples(this.#starts, ['image']),
      ),
      family(
        'counter',
        'docker_container_stops',
        "Ends since Trivet's start, by image and exit code.",
        samples(this.#stops, ['image', 'exit_code']),
      ),
    ];
  }

  dispose(): void {
    this.#following.dispose();
  }

  #count({ type, action, attributes }: ContainerEvent): void {
    if (type !== 'container' || (action !== 'start' && action !== 'die')) return;
    const of = (name: string) => attributes.find(([own]) => own === name)?.[1] ?? '';
    if (action === 'start') add(this.#starts, of('image'), OTHER);
    else add(this.#stops, `${of('image')}\0${of('exitCode')}`, `${OTHER}\0`);
  }
}

function add(counts: Map<string, number>, key: string, other: string): void {
  const own = counts.has(key) || counts.size < MOST_LABEL_SETS ? key : other;
  counts.set(own, (counts.get(own) ?? 0) + 1);
}
