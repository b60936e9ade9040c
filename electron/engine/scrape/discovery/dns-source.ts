import { promises as dns } from 'node:dns';
import type { DnsDiscovery } from '../config/discovery-config.ts';
import type { DiscoveredTarget } from '../targets/target.ts';
import { PolledSource } from './polled-source.ts';
import type { TargetSource } from './target-source.ts';

/** dns_sd_configs. */
export function dnsSource({ names, type, port, refreshMs }: DnsDiscovery): TargetSource {
  return new PolledSource(refreshMs, async () => {
    const found = await Promise.all(names.map((name) => lookUp(name, type, port)));
    return { targets: found.flat(), problem: null };
  });
}

async function lookUp(name: string, type: DnsDiscovery['type'], port: number): Promise<DiscoveredTarget[]> {
  if (type === 'SRV') {
    const records = await dns.resolveSrv(name);
    return records.map((record) =>
      target(name, record.name, record.port, [
        ['__meta_dns_srv_record_target', `${record.name}.`],
        ['__meta_dns_srv_record_port', String(record.port)],
      ]),
    );
  }
  if (type === 'MX') {
    const records = await dns.resolveMx(name);
    return records.map(({ exchange }) =>
      target(name, exchange, port, [['__meta_dns_mx_record_target', `${exchange}.`]]),
    );
  }
  if (type === 'NS') {
    const hosts = await dns.resolveNs(name);
    return hosts.map((host) => target(name, host, port, [['__meta_dns_ns_record_target', `${host}.`]]));
  }
  const addresses = type === 'A' ? await dns.resolve4(name) : await dns.resolve6(name);
  return addresses.sort().map((address) => target(name, address, port, []));
}

const target = (
  name: string,
  host: string,
  port: number,
  meta: [name: string, value: string][],
): DiscoveredTarget =>
  new Map([
    ['__address__', `${host.includes(':') ? `[${host}]` : host}:${port}`],
    ['__meta_dns_name', name],
    ...meta,
  ]);
