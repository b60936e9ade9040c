import type { ContainerInfo, NetworkInspectInfo } from 'dockerode';
import { describe, expect, test } from 'vitest';
import {
  containerAt,
  containersNamed,
  waysTo,
} from '../../../electron/engine/scrape/discovery/container-addresses.ts';
import { containerTargets } from '../../../electron/engine/scrape/discovery/container-targets.ts';
import { dockerTargets } from '../../../electron/engine/scrape/discovery/docker-targets.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';

const config = { port: 80, hostNetworkingHost: 'localhost', matchFirstNetwork: true };

const info = (given: Partial<ContainerInfo>): ContainerInfo =>
  ({
    Id: 'c1',
    Names: ['/shop-api-1'],
    Labels: { 'com.docker.compose.service': 'api' },
    Ports: [],
    HostConfig: { NetworkMode: 'shop_default' },
    NetworkSettings: { Networks: { shop_default: { NetworkID: 'n1', IPAddress: '172.19.0.2' } } },
    ...given,
  }) as ContainerInfo;

const network = {
  Id: 'n1',
  Name: 'shop_default',
  Scope: 'local',
  Internal: false,
  Ingress: false,
  Labels: { 'com.docker.compose.network': 'default' },
} as unknown as NetworkInspectInfo;

const plain = (targets: ReadonlyMap<string, string>[]) => targets.map((target) => Object.fromEntries(target));

describe('docker_sd_configs', () => {
  test('one target a TCP port, with the labels that Prometheus gives', () => {
    const Ports = [
      { PrivatePort: 3000, PublicPort: 32768, Type: 'tcp', IP: '0.0.0.0' },
      { PrivatePort: 9090, Type: 'tcp', IP: '', PublicPort: 0 },
      { PrivatePort: 53, Type: 'udp', IP: '', PublicPort: 0 },
    ];
    const [first, second, ...more] = plain(dockerTargets([info({ Ports })], [network], config));
    expect(first).toEqual({
      __address__: '172.19.0.2:3000',
      __meta_docker_container_id: 'c1',
      __meta_docker_container_name: '/shop-api-1',
      __meta_docker_container_network_mode: 'shop_default',
      __meta_docker_container_label_com_docker_compose_service: 'api',
      __meta_docker_network_id: 'n1',
      __meta_docker_network_ingress: 'false',
      __meta_docker_network_internal: 'false',
      __meta_docker_network_ip: '172.19.0.2',
      __meta_docker_network_label_com_docker_compose_network: 'default',
      __meta_docker_network_name: 'shop_default',
      __meta_docker_network_scope: 'local',
      __meta_docker_port_private: '3000',
      __meta_docker_port_public: '32768',
      __meta_docker_port_public_ip: '0.0.0.0',
    });
    expect(second).toMatchObject({ __address__: '172.19.0.2:9090', __meta_docker_port_private: '9090' });
    expect(second).not.toHaveProperty('__meta_docker_port_public');
    expect(more).toEqual([]);
  });

  test('without ports the configured one, in the host’s network the configured host', () => {
    expect(plain(dockerTargets([info({})], [network], config))).toMatchObject([
      { __address__: '172.19.0.2:80' },
    ]);
    const host = info({
      HostConfig: { NetworkMode: 'host' },
      NetworkSettings: {
        Networks: { host: { NetworkID: 'h', IPAddress: '' } },
      } as unknown as ContainerInfo['NetworkSettings'],
    });
    expect(plain(dockerTargets([host], [network], config))).toMatchObject([{ __address__: 'localhost' }]);
  });

  test('the first network by name, or all of them', () => {
    const Networks = {
      zoo: { NetworkID: 'n2', IPAddress: '10.0.0.9' },
      shop_default: { NetworkID: 'n1', IPAddress: '172.19.0.2' },
    };
    const container = info({ NetworkSettings: { Networks } as unknown as ContainerInfo['NetworkSettings'] });
    const addresses = (matchFirstNetwork: boolean) =>
      plain(dockerTargets([container], [network], { ...config, matchFirstNetwork })).map(
        (target) => target.__address__,
      );
    expect(addresses(true)).toEqual(['172.19.0.2:80']);
    expect(addresses(false)).toEqual(['172.19.0.2:80', '10.0.0.9:80']);
  });

  test('a container in another one’s network has that one’s addresses', () => {
    const sidecar = info({
      Id: 'c2',
      Names: ['/sidecar'],
      HostConfig: { NetworkMode: 'container:c1' },
      NetworkSettings: { Networks: {} },
    });
    const found = plain(dockerTargets([info({}), sidecar], [network], config));
    expect(found).toMatchObject([
      { __address__: '172.19.0.2:80' },
      { __address__: '172.19.0.2:80', __meta_docker_container_name: '/sidecar' },
    ]);
  });
});

const container = (given: Partial<ContainerSummary>): ContainerSummary => ({
  id: 'c1',
  name: 'shop-api-1',
  entity: 'compose:shop/api/1',
  image: 'shop/api',
  imageId: '',
  state: 'running',
  health: null,
  exitCode: null,
  composeProject: 'shop',
  composeService: 'api',
  createdMs: 0,
  startedMs: 0,
  finishedMs: null,
  restarts: 0,
  memoryLimited: false,
  ports: [],
  networks: [{ name: 'shop_default', address: '172.19.0.2' }],
  labels: [],
  stats: null,
  ...given,
});

const published = { privatePort: 3000, publicPort: 32768, protocol: 'tcp', address: '0.0.0.0' };
const scrape = (more: [string, string][] = []): [string, string][] => [
  ['prometheus.io/scrape', 'true'],
  ...more,
];

describe('containers that say so by their labels', () => {
  const targetsOf = (given: Partial<ContainerSummary>) =>
    containerTargets([container(given)], { labels: true, taken: [] });

  test('the published port on this machine, with the service as job and the name as container', () => {
    const { targets, faults } = targetsOf({ labels: scrape(), ports: [published] });
    expect(faults).toEqual([]);
    expect(plain(targets)).toMatchObject([
      {
        __address__: '127.0.0.1:32768',
        __metrics_path__: '/metrics',
        __scheme__: 'http',
        job: 'api',
        container: 'shop-api-1',
      },
    ]);
  });

  test('port, path and scheme from labels; the container’s own address where the port is not published', () => {
    const labels = scrape([
      ['prometheus.io/port', '9102'],
      ['prometheus.io/path', 'internal/metrics'],
      ['prometheus.io/scheme', 'https'],
    ]);
    expect(plain(targetsOf({ labels, ports: [published] }).targets)).toMatchObject([
      { __address__: '172.19.0.2:9102', __metrics_path__: '/internal/metrics', __scheme__: 'https' },
    ]);
  });

  test.each<[string, Partial<ContainerSummary>, string]>([
    [
      'no port',
      { labels: scrape() },
      'prometheus.io/port is missing, and the container has not exactly one TCP port',
    ],
    [
      'a bad port',
      { labels: scrape([['prometheus.io/port', '70000']]) },
      'prometheus.io/port: "70000" is no port',
    ],
    [
      'no way to it',
      { labels: scrape([['prometheus.io/port', '1']]), networks: [] },
      'port 1 is not published, and the container has no address of its own',
    ],
  ])('%s is told', (_what, given, reason) => {
    expect(targetsOf(given)).toEqual({ targets: [], faults: [{ container: 'shop-api-1', reason }] });
  });

  test('stopped ones, and those that say nothing, are left alone', () => {
    expect(targetsOf({ labels: scrape(), ports: [published], state: 'exited' }).targets).toEqual([]);
    expect(targetsOf({ ports: [published] }).targets).toEqual([]);
    expect(targetsOf({ labels: [['prometheus.io/scrape', 'false']], ports: [published] }).targets).toEqual(
      [],
    );
  });

  test('one that was taken is scraped wherever its port is published now', () => {
    const taken = [{ entity: 'compose:shop/api/1', port: 3000, path: '/metrics' }];
    const found = containerTargets([container({ ports: [{ ...published, publicPort: 40001 }] })], {
      labels: false,
      taken,
    });
    expect(plain(found.targets)).toMatchObject([{ __address__: '127.0.0.1:40001' }]);
  });
});

describe('names of a compose network', () => {
  const other = container({
    id: 'c2',
    name: 'blog-api-1',
    entity: 'compose:blog/api/1',
    composeProject: 'blog',
    labels: [['com.docker.compose.project.working_dir', '/home/me/blog']],
  });
  const shop = container({ labels: [['com.docker.compose.project.working_dir', '/home/me/shop']] });

  test('a service is its container, published port first', () => {
    const [found] = containersNamed([container({ ports: [published] })], 'api', '/');
    expect(found && waysTo(found, 3000)).toEqual([
      { host: '127.0.0.1', port: 32768 },
      { host: '172.19.0.2', port: 3000 },
    ]);
  });

  test('of two projects the one in whose folder the configuration lies', () => {
    const near = (dir: string) => containersNamed([other, shop], 'api', dir)[0]?.name;
    expect(near('/home/me/shop/monitoring')).toBe('shop-api-1');
    expect(near('/home/me/blog')).toBe('blog-api-1');
    expect(near('/elsewhere')).toBe('blog-api-1');
  });

  test('a container’s own name is one too; addresses, localhost and stopped containers are none', () => {
    expect(containersNamed([shop], 'shop-api-1', '/')).toHaveLength(1);
    for (const name of ['127.0.0.1', 'localhost', '::1', '172.19.0.2']) {
      expect(containersNamed([container({ name, composeService: name })], name, '/')).toEqual([]);
    }
    expect(containersNamed([container({ state: 'exited' })], 'api', '/')).toEqual([]);
  });

  test('whose port an address is', () => {
    const all = [container({ ports: [published] })];
    expect(containerAt(all, 'localhost', 32768)?.name).toBe('shop-api-1');
    expect(containerAt(all, '172.19.0.2', 3000)?.name).toBe('shop-api-1');
    expect(containerAt(all, 'localhost', 3000)).toBeNull();
  });
});
