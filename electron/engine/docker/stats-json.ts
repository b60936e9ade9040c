/**
 * What of the body of GET /containers/{id}/stats is read here. Everything may be missing: Linux with cgroup v1 and
 * v2, Windows, Podman and older daemons each leave out other parts, and a stopped container has next to nothing.
 */
export interface StatsJson {
  id?: string;
  read?: string;
  preread?: string;
  num_procs?: number;
  cpu_stats?: CpuJson | null;
  precpu_stats?: CpuJson | null;
  memory_stats?: MemoryJson | null;
  blkio_stats?: { io_service_bytes_recursive?: BlockEntry[] | null } | null;
  storage_stats?: { read_size_bytes?: number; write_size_bytes?: number } | null;
  networks?: Record<string, NetworkJson | null> | null;
  pids_stats?: { current?: number } | null;
}

export interface CpuJson {
  cpu_usage?: {
    total_usage?: number;
    usage_in_usermode?: number;
    usage_in_kernelmode?: number;
    percpu_usage?: number[] | null;
  } | null;
  system_cpu_usage?: number;
  online_cpus?: number;
  throttling_data?: { periods?: number; throttled_periods?: number; throttled_time?: number } | null;
}

export interface MemoryJson {
  usage?: number;
  limit?: number;
  failcnt?: number;
  max_usage?: number;
  stats?: Record<string, number> | null;
  privateworkingset?: number;
}

export interface BlockEntry {
  op?: string;
  value?: number;
}

export interface NetworkJson {
  rx_bytes?: number;
  tx_bytes?: number;
  rx_packets?: number;
  tx_packets?: number;
  rx_errors?: number;
  tx_errors?: number;
  rx_dropped?: number;
  tx_dropped?: number;
}
