import type { ContainerInspectInfo } from 'dockerode';
import type { ContainerDetail } from '../../../shared/contract/containers.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { daemonTimeMs } from './container-summary.ts';
import { envVariables, maskInspect } from './mask-inspect.ts';
import { maskArguments, maskText } from './secrets.ts';

/** GET /containers/{id}/json as the container page shows it, secrets masked. */
export function containerDetail(inspect: ContainerInspectInfo, summary: ContainerSummary): ContainerDetail {
  const { Config: config, HostConfig: host, State: state } = inspect;
  return {
    summary,
    env: envVariables(config?.Env ?? []),
    command: maskArguments([inspect.Path, ...(inspect.Args ?? [])].filter((part) => part !== undefined)),
    workingDir: config?.WorkingDir ?? '',
    user: config?.User ?? '',
    restartPolicy: restartPolicy(host?.RestartPolicy),
    cpuLimitCores: cpuLimit(host),
    memoryLimitBytes: host?.Memory ? host.Memory : null,
    mounts: (inspect.Mounts ?? []).map(({ Type, Name, Source, Destination, RW }) => ({
      type: Type ?? 'bind',
      source: Name ?? Source ?? '',
      destination: Destination,
      readOnly: RW === false,
    })),
    healthLog: (state?.Health?.Log ?? []).map(({ Start, End, ExitCode, Output }) => ({
      startMs: daemonTimeMs(Start) ?? 0,
      endMs: daemonTimeMs(End) ?? 0,
      exitCode: ExitCode,
      output: maskText(Output ?? ''),
    })),
    inspect: maskInspect(inspect),
  };
}

function restartPolicy(policy: { Name?: string; MaximumRetryCount?: number } | undefined): string {
  const name = policy?.Name || 'no';
  return name === 'on-failure' && policy?.MaximumRetryCount ? `${name}:${policy.MaximumRetryCount}` : name;
}

/** Cores, from --cpus or from quota and period; null when unlimited. */
function cpuLimit(host: ContainerInspectInfo['HostConfig'] | undefined): number | null {
  if (host?.NanoCpus) return host.NanoCpus / 1e9;
  if (host?.CpuQuota && host.CpuQuota > 0) return host.CpuQuota / (host.CpuPeriod || 100_000);
  return null;
}
