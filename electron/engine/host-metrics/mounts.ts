import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Label } from '../../../shared/model/series.ts';
import { gauge, type HostPoint } from './host-point.ts';

export interface Mount {
  device: string;
  mountpoint: string;
  fstype: string;
  readonly: boolean;
}

/** As node_exporter leaves out on Linux. */
const LEFT_OUT_PLACE =
  /^\/(dev|proc|run\/credentials\/.+|sys|var\/lib\/docker\/.+|var\/lib\/containers\/storage\/.+)($|\/)/;
const LEFT_OUT_TYPE =
  /^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tracefs)$/;
const MOST_MOUNTS = 200;
const ANSWER_WITHIN_MS = 2_000;

/** `/proc/mounts`; blanks in names are written as octal. */
export function parseMounts(text: string): Mount[] {
  const mounts = new Map<string, Mount>();
  for (const line of text.split('\n')) {
    const [device = '', place = '', fstype = '', options = ''] = line.split(' ').map(unescaped);
    if (place === '' || LEFT_OUT_PLACE.test(place) || LEFT_OUT_TYPE.test(fstype)) continue;
    // What is mounted over another hides it.
    mounts.set(place, { device, mountpoint: place, fstype, readonly: options.split(',').includes('ro') });
  }
  return [...mounts.values()].slice(0, MOST_MOUNTS);
}

const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** Sizes of file systems. One that does not answer, as a network's that is gone, is not asked again until it does. */
export class FileSystems {
  readonly #silent = new Set<string>();

  async points(mounts: readonly Mount[]): Promise<HostPoint[]> {
    return (await Promise.all(mounts.map((mount) => this.#pointsOf(mount)))).flat();
  }

  async #pointsOf({ device, mountpoint, fstype, readonly }: Mount): Promise<HostPoint[]> {
    const labels: Label[] = [
      ['device', device],
      ['fstype', fstype],
      ['mountpoint', mountpoint],
    ];
    const sizes = await this.#sizes(mountpoint);
    const state = [
      gauge('node_filesystem_device_error', labels, sizes ? 0 : 1),
      gauge('node_filesystem_readonly', labels, readonly ? 1 : 0),
    ];
    if (!sizes) return state;
    const { bsize, blocks, bfree, bavail, files, ffree } = sizes;
    return [
      ...state,
      gauge('node_filesystem_size_bytes', labels, blocks * bsize),
      gauge('node_filesystem_free_bytes', labels, bfree * bsize),
      gauge('node_filesystem_avail_bytes', labels, bavail * bsize),
      gauge('node_filesystem_files', labels, files),
      gauge('node_filesystem_files_free', labels, ffree),
    ];
  }

  async #sizes(mountpoint: string) {
    if (this.#silent.has(mountpoint)) return null;
    this.#silent.add(mountpoint);
    const asked = statfs(mountpoint)
      .catch(() => null)
      .finally(() => this.#silent.delete(mountpoint));
    const patience = new AbortController();
    const late = sleep(ANSWER_WITHIN_MS, null, { signal: patience.signal, ref: false }).catch(() => null);
    const sizes = await Promise.race([asked, late]);
    patience.abort();
    return sizes;
  }
}
