import { statfs } from 'node:fs/promises';
import type Dockerode from 'dockerode';
import type { Label } from '../../../shared/model/series.ts';
import { signalled } from '../docker/daemon-api.ts';
import type { DockerSource } from '../docker/docker-source.ts';
import { type Family, family } from './family.ts';

/** Asked of the daemon no more often, however many scrape. */
const FRESH_MS = 30_000;
const ANSWER_WITHIN_MS = 5_000;
const MOST_IMAGES = 1_000;

/** Images and the daemon's machine. Where the daemon does not answer, what it said last. */
export class DockerFamilies {
  readonly #source: Pick<DockerSource, 'docker'>;
  readonly #monotonic: () => number;
  /** By image id, which names the content: it never changes. */
  readonly #layers = new Map<string, number>();
  #known: Family[] = [];
  #knownAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | null = null;

  constructor(source: Pick<DockerSource, 'docker'>, monotonic: () => number = () => performance.now()) {
    this.#source = source;
    this.#monotonic = monotonic;
  }

  async read(): Promise<Family[]> {
    const { docker } = this.#source;
    if (!docker) return [];
    if (this.#monotonic() - this.#knownAtMs >= FRESH_MS) {
      this.#asking ??= this.#ask(docker).finally(() => {
        this.#asking = null;
      });
      await this.#asking;
    }
    return this.#known;
  }

  async #ask(docker: Dockerode): Promise<void> {
    try {
      const [images, system] = await Promise.all([this.#images(docker), systemFamilies(docker)]);
      this.#known = [...images, ...system];
      this.#knownAtMs = this.#monotonic();
    } catch {
      // A daemon that is busy or gone: its source's status says so.
    }
  }

  async #images(docker: Dockerode): Promise<Family[]> {
    const images = (await docker.listImages()).slice(0, MOST_IMAGES);
    const known = images.map(({ Id, RepoTags, Size }) => {
      const tag = RepoTags?.find((name) => name !== '<none>:<none>') ?? '<none>';
      const labels: Label[] = [
        ['id', Id],
        ['image', tag],
      ];
      return { id: Id, labels, bytes: Size };
    });
    for (const { id } of known) if (!this.#layers.has(id)) await this.#countLayers(docker, id);
    for (const id of this.#layers.keys())
      if (!known.some((image) => image.id === id)) this.#layers.delete(id);
    return [
      family(
        'gauge',
        'docker_image_info',
        'Images that the daemon has, with the value 1.',
        known.map(({ labels }) => [labels, 1]),
      ),
      family(
        'gauge',
        'docker_image_size_bytes',
        'Size of an image with all its layers.',
        known.map(({ labels, bytes }) => [labels, bytes]),
      ),
      family(
        'gauge',
        'docker_image_layers',
        'Layers of an image.',
        known.map(({ id, labels }) => [labels, this.#layers.get(id)]),
      ),
    ];
  }

  async #countLayers(docker: Dockerode, id: string): Promise<void> {
    const { RootFS } = await docker.getImage(id).inspect();
    this.#layers.set(id, RootFS?.Layers?.length ?? 0);
  }
}

interface SystemInfo {
  Containers?: number;
  ContainersRunning?: number;
  ContainersPaused?: number;
  ContainersStopped?: number;
  Images?: number;
  NCPU?: number;
  MemTotal?: number;
  DockerRootDir?: string;
}

/** What `docker info` tells, one sample each, told apart by the label `info`. */
async function systemFamilies(docker: Dockerode): Promise<Family[]> {
  const info = (await signalled(docker).info({
    abortSignal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })) as SystemInfo;
  const disk = await diskOf(info.DockerRootDir);
  const figures: [name: string, value: number | undefined][] = [
    ['containers', info.Containers],
    ['containers_running', info.ContainersRunning],
    ['containers_paused', info.ContainersPaused],
    ['containers_stopped', info.ContainersStopped],
    ['images', info.Images],
    ['cpus', info.NCPU],
    ['memory_bytes', info.MemTotal],
    ['disk_bytes', disk?.bytes],
    ['disk_free_bytes', disk?.free],
  ];
  const samples = figures.map(([name, value]): [Label[], number | undefined] => [[['info', name]], value]);
  return [family('gauge', 'docker_system_info', 'Figures of the daemon and its machine, by name.', samples)];
}

/** Of the file system that images lie on; null where the daemon runs elsewhere, as in a virtual machine. */
async function diskOf(path: string | undefined): Promise<{ bytes: number; free: number } | null> {
  try {
    const { blocks, bavail, bsize } = await statfs(path ?? '');
    return { bytes: blocks * bsize, free: bavail * bsize };
  } catch {
    return null;
  }
}
