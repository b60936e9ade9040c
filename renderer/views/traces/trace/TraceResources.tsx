import { useMemo, useRef } from 'react';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { bytes, percent, type Quantity, quantityText } from '../../../../shared/model/format.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import { timeTicks } from '../../../charts/scale.ts';
import { Name } from '../../../components/Name.tsx';
import { useSize } from '../../../components/use-size.ts';
import { useCall } from '../../../connection/use-call.ts';
import { useZone } from '../../../time/preferences.ts';
import css from './overview.module.css';
import { type Lane, lanePaths, valueAt } from './resource-lanes.ts';

const AROUND_MS = 30_000;
const STEP_MS = 1_000;
const HEIGHT = 84;
const LEFT = 132;
const BOTTOM = 18;

/** CPU and memory of the container that the trace kept busiest, half a minute either side of it. */
export function TraceResources({ detail }: { detail: TraceDetail }) {
  const [busiest] = detail.containers;
  return busiest ? <Lanes detail={detail} entity={busiest.entity} name={busiest.name} /> : null;
}

function Lanes({ detail, entity, name }: { detail: TraceDetail; entity: string; name: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const { width } = useSize(holder);
  const zone = useZone();
  const startMs = nanoToMs(detail.startTimeUnixNano);
  const endMs = nanoToMs(detail.startTimeUnixNano + detail.summary.durationNano);
  const range = { startMs: Math.floor(startMs) - AROUND_MS, endMs: Math.ceil(endMs) + AROUND_MS };
  const matchers = [{ name: 'name', op: '=' as const, values: [name] }];
  const cpu = useCall('metrics.range', {
    ...range,
    stepMs: STEP_MS,
    metric: 'container_cpu_usage_seconds_total',
    matchers,
    as: 'rate',
  });
  const memory = useCall('metrics.range', {
    ...range,
    stepMs: STEP_MS,
    metric: 'container_memory_working_set_bytes',
    matchers,
    as: 'last',
  });
  const limit = useCall('metrics.range', {
    ...range,
    stepMs: STEP_MS,
    metric: 'container_spec_memory_limit_bytes',
    matchers,
    as: 'last',
  });
  const lanes = useMemo(() => {
    const share = cpu.data?.series[0]?.values.map((value) => value * 100);
    const limits = limit.data?.series[0]?.values.filter((value) => !Number.isNaN(value));
    return [
      { title: 'CPU', times: cpu.data?.timesMs, values: share, most: 100, limit: null, text: percent },
      {
        title: 'memory',
        times: memory.data?.timesMs,
        values: memory.data?.series[0]?.values,
        most: 0,
        limit: limits?.at(-1) ?? null,
        text: bytes,
      },
    ];
  }, [cpu.data, memory.data, limit.data]);
  const inner = Math.max(1, width - LEFT - 12);
  const x = (ms: number) => LEFT + ((ms - range.startMs) / (range.endMs - range.startMs)) * inner;
  const laneHeight = (HEIGHT - BOTTOM) / lanes.length;
  return (
    <div ref={holder} className={css.resources} title={entity}>
      <svg width={width} height={HEIGHT} aria-hidden="true">
        {timeTicks(range, inner, zone).map(({ timeMs: ms, text: label }) => (
          <text key={ms} x={x(ms)} y={HEIGHT - 5} textAnchor="middle">
            {label}
          </text>
        ))}
        {lanes.map((lane, i) => (
          <LanePath key={lane.title} lane={lane} x={x} top={i * laneHeight + 4} height={laneHeight - 8} />
        ))}
        <rect
          className={css.thisTrace}
          x={x(startMs)}
          y={2}
          width={Math.max(1, x(endMs) - x(startMs))}
          height={HEIGHT - BOTTOM - 2}
        />
      </svg>
      {lanes.map((lane, i) => (
        <LaneValue key={lane.title} lane={lane} name={name} atMs={endMs} top={i * laneHeight + 2} />
      ))}
    </div>
  );
}

type ResourceLane = Lane & { title: string; text(value: number | null): Quantity };

function LanePath({
  lane,
  x,
  top,
  height,
}: {
  lane: ResourceLane;
  x(ms: number): number;
  top: number;
  height: number;
}) {
  const { line, area, limitY } = lanePaths(lane, x, top, height);
  return (
    <g>
      <path className={css.laneArea} d={area} />
      <path className={css.laneLine} d={line} />
      {limitY !== null && <line className={css.laneLimit} x1={LEFT} x2="100%" y1={limitY} y2={limitY} />}
    </g>
  );
}

function LaneValue({
  lane,
  name,
  atMs,
  top,
}: {
  lane: ResourceLane;
  name: string;
  atMs: number;
  top: number;
}) {
  return (
    <div className={css.laneValue} style={{ top }}>
      <span>
        <Name name={name} /> {lane.title}
      </span>
      <b>{quantityText(lane.text(valueAt(lane, atMs)))}</b>
    </div>
  );
}
