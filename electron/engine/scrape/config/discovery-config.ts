import { resolve } from 'node:path';
import { type HttpClientConfig, httpClientConfig } from './http-client-config.ts';
import { isLabelName, type NameScheme } from './label-names.ts';
import type { YamlSection } from './yaml-section.ts';

/** Targets that share labels, as static_configs, file_sd and http_sd tell them. */
export interface TargetGroup {
  targets: string[];
  labels: [name: string, value: string][];
}

export interface FileDiscovery {
  /** Absolute; the last part may hold a `*`. */
  files: string[];
  refreshMs: number;
}

export interface DockerDiscovery {
  host: string;
  port: number;
  hostNetworkingHost: string;
  matchFirstNetwork: boolean;
  filters: [name: string, values: string[]][];
  refreshMs: number;
}

export interface HttpDiscovery {
  url: string;
  client: HttpClientConfig;
  refreshMs: number;
}

export interface DnsDiscovery {
  names: string[];
  type: 'A' | 'AAAA' | 'MX' | 'NS' | 'SRV';
  port: number;
  refreshMs: number;
}

export interface DiscoveryConfig {
  static: TargetGroup[];
  file: FileDiscovery[];
  docker: DockerDiscovery[];
  http: HttpDiscovery[];
  dns: DnsDiscovery[];
}

/** Discoveries that Prometheus has and a laptop has not: each is named where it is used. */
const foreign = [
  'aws', 'azure', 'consul', 'digitalocean', 'dockerswarm', 'ec2', 'eureka', 'gce', 'hetzner', 'ionos', 'kubernetes',
  'kuma', 'lightsail', 'linode', 'marathon', 'nerve', 'nomad', 'oci', 'openstack', 'outscale', 'ovhcloud', 'puppetdb',
  'scaleway', 'serverset', 'stackit', 'triton', 'uyuni', 'vultr', 'xds',
]; // biome-ignore format: a list of names
const FILE_PATTERN = /^[^*]*(\*[^/]*)?\.(json|yml|yaml|JSON|YML|YAML)$/;
const MOST_TARGETS = 10_000;

/** All of a job's discoveries. @throws ConfigError */
export function discoveryConfig(job: YamlSection, baseDir: string, scheme: NameScheme): DiscoveryConfig {
  for (const name of foreign) {
    job.unsupported(`${name}_sd_configs`, 'the targets that it would find are not scraped');
  }
  return {
    static: staticGroups(job, scheme),
    file: job.sections('file_sd_configs').map((section) => fileDiscovery(section, baseDir)),
    docker: job.sections('docker_sd_configs').map((section) => dockerDiscovery(section, baseDir)),
    http: job.sections('http_sd_configs').map((section) => httpDiscovery(section, baseDir)),
    dns: job.sections('dns_sd_configs').map(dnsDiscovery),
  };
}

function staticGroups(job: YamlSection, scheme: NameScheme): TargetGroup[] {
  const groups = job.sections('static_configs').map((section) => targetGroup(section, scheme));
  const targets = groups.reduce((sum, group) => sum + group.targets.length, 0);
  if (targets > MOST_TARGETS)
    job.fail(`more than ${MOST_TARGETS} static targets in one job`, 'static_configs');
  return groups;
}

/** @throws ConfigError */
export function targetGroup(section: YamlSection, scheme: NameScheme): TargetGroup {
  const targets = section.strings('targets') ?? [];
  const labels = [...section.stringMap('labels')];
  section.end();
  const bad = labels.find(([name]) => !isLabelName(name, scheme));
  if (bad) section.fail(`"${bad[0]}" is not a valid label name`, 'labels');
  return { targets, labels };
}

const refresh = (section: YamlSection, standardMs: number): number => {
  const ms = section.duration('refresh_interval') ?? standardMs;
  return ms >= 1_000 ? ms : section.fail('refresh_interval: at least 1s', 'refresh_interval');
};

function fileDiscovery(section: YamlSection, baseDir: string): FileDiscovery {
  const files = section.strings('files') ?? [];
  const refreshMs = refresh(section, 300_000);
  section.end();
  if (files.length === 0) section.fail('file service discovery config must contain at least one path name');
  const bad = files.find((file) => !FILE_PATTERN.test(file));
  if (bad !== undefined) section.fail(`path name "${bad}" is not valid for file discovery`, 'files');
  return { files: files.map((file) => resolve(baseDir, file)), refreshMs };
}

function dockerDiscovery(section: YamlSection, baseDir: string): DockerDiscovery {
  const filters = section.sections('filters').map((filter): [string, string[]] => {
    const pair: [string, string[]] = [filter.text('name') ?? '', filter.strings('values') ?? []];
    filter.end();
    return pair;
  });
  const found = {
    host: section.text('host') ?? section.fail('docker_sd_configs: host missing'),
    port: section.integer('port') ?? 80,
    hostNetworkingHost: section.text('host_networking_host') ?? 'localhost',
    matchFirstNetwork: section.boolean('match_first_network') ?? true,
    filters,
    refreshMs: refresh(section, 60_000),
  };
  // Credentials for a daemon: Trivet asks the one that it is connected to.
  httpClientConfig(section, baseDir);
  section.end();
  return found;
}

function httpDiscovery(section: YamlSection, baseDir: string): HttpDiscovery {
  const url = section.text('url') ?? section.fail('http_sd_configs: URL is missing');
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.host === '') {
    section.fail(`http_sd_configs: "${url}" is no http or https URL with a host`, 'url');
  }
  const found = { url, refreshMs: refresh(section, 60_000), client: httpClientConfig(section, baseDir) };
  section.end();
  return found;
}

function dnsDiscovery(section: YamlSection): DnsDiscovery {
  const names = section.strings('names') ?? [];
  const type = section.choice('type', ['SRV', 'A', 'AAAA', 'MX', 'NS'] as const) ?? 'SRV';
  const port = section.integer('port');
  const refreshMs = refresh(section, 30_000);
  section.end();
  if (names.length === 0) section.fail('DNS-SD config must contain at least one SRV record name');
  if (type !== 'SRV' && port === undefined)
    section.fail(`a port is required in DNS-SD configs for type ${type}`);
  return { names, type, port: port ?? 0, refreshMs };
}
