import type Dockerode from 'dockerode';
import type { NetworkSummary, VolumeSummary } from '../../../shared/contract/docker.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { type DiskUsageAnswer, diskUsage } from './disk-usage.ts';

type VolumeUsage = NonNullable<DiskUsageAnswer['Volumes']>[number]['UsageData'];

/** Sizes come from the daemon's own count, which may be missing or refused: then they are null. */
export async function listVolumes(docker: Dockerode): Promise<VolumeSummary[]> {
  const [{ Volumes }, usage] = await Promise.all([docker.listVolumes(), volumeUsage(docker)]);
  return (Volumes ?? []).map(({ Name, Driver, Mountpoint, Labels }) => {
    const { Size = -1, RefCount = -1 } = usage.get(Name) ?? {};
    return {
      name: Name,
      driver: Driver,
      mountpoint: Mountpoint,
      sizeBytes: Size >= 0 ? Size : null,
      inUse: RefCount >= 0 ? RefCount > 0 : null,
      composeProject: Labels?.['com.docker.compose.project'] ?? null,
    };
  });
}

async function volumeUsage(docker: Dockerode): Promise<Map<string, VolumeUsage>> {
  try {
    const { Volumes } = await diskUsage(docker);
    return new Map((Volumes ?? []).map(({ Name, UsageData }) => [Name, UsageData]));
  } catch (error) {
    if (typeof (error as { statusCode?: number }).statusCode === 'number') return new Map();
    throw error;
  }
}

/** The list of networks does not say who is in them; the containers do. */
export async function listNetworks(
  docker: Dockerode,
  containers: Iterable<ContainerSummary>,
): Promise<NetworkSummary[]> {
  const [networks, all] = [await docker.listNetworks(), [...containers]];
  return networks.map(({ Id, Name, Driver, IPAM, Internal }) => {
    const configs = (IPAM?.Config ?? []) as { Subnet?: string; Gateway?: string }[];
    return {
      id: Id,
      name: Name,
      driver: Driver,
      subnets: configs.flatMap(({ Subnet }) => (Subnet ? [Subnet] : [])),
      gateways: configs.flatMap(({ Gateway }) => (Gateway ? [Gateway] : [])),
      internal: Internal ?? false,
      containers: all.flatMap(({ id, name, networks: joined }) => {
        const here = joined.find((network) => network.name === Name);
        return here ? [{ id, name, address: here.address }] : [];
      }),
    };
  });
}
