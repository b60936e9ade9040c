import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { percent } from '../../../shared/model/format.ts';
import { type NamedSeries, withLatest } from '../../charts/container-series.ts';
import type { EventMark } from '../../charts/event-marks.ts';
import { useContainerSeries } from '../../charts/use-container-series.ts';
import { Bar } from '../../components/Bar.tsx';
import { colourName, colourOf } from '../../components/colours.ts';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { MemoryText } from '../../components/MemoryText.tsx';
import { Name } from '../../components/Name.tsx';
import { Quantity } from '../../components/Quantity.tsx';
import { Sparkline } from '../../components/Sparkline.tsx';
import { containerShape, containerStateText, StateIcon } from '../../components/StateIcon.tsx';
import { containerPath } from '../../scope/container-path.ts';
import { useViewHref } from '../../time/url-state.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import classes from './overview.module.css';
import { tileOrder } from './tile-order.ts';

const ROWS = 3;
const TILE_PX = 200;

interface ContainerTilesProps {
  containers: ContainerSummary[];
  marks: EventMark[];
  loaded: boolean;
}

/** The containers that matter most now: CPU, and memory against its limit. */
export function ContainerTiles({ containers, marks, loaded }: ContainerTilesProps) {
  const { ref, width } = useElementSize();
  const { window, live } = useTimeRange();
  const href = useViewHref();
  // Three also where it is narrow: the sparklines shrink before a container disappears.
  const columns = Math.max(3, Math.round(width / TILE_PX));
  const order = tileOrder(containers);
  const tiles = order.slice(0, columns * ROWS);
  const cpu = useContainerSeries('cpu', window, { points: 60 });
  const ooms = useMemo(() => marks.filter(({ kind }) => kind === 'oom'), [marks]);
  return (
    <section className="pane" aria-label="Containers" ref={ref}>
      <div className="pane-head">
        <h2>Containers</h2>
        <span className="sub wide-only">CPU of one core, memory of limit</span>
        <span className="grow" />
        <Link href={href('/containers')}>All {containers.length}</Link>
      </div>
      {!loaded ? <Skeleton rows={5} /> : null}
      {loaded && tiles.length === 0 ? <p className={classes.note}>No container is running.</p> : null}
      <ul className={classes.tiles} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
        {tiles.map((container) => (
          <Tile
            key={container.id}
            container={container}
            cpu={cpu}
            live={live}
            marks={ooms
              .filter(({ entity }) => entity === container.entity)
              .map(({ timeMs }) => (timeMs - window.startMs) / (window.endMs - window.startMs))}
          />
        ))}
      </ul>
    </section>
  );
}

interface TileProps {
  container: ContainerSummary;
  cpu: NamedSeries | null;
  live: boolean;
  /** Places of OOM kills from 0 to 1. */
  marks: number[];
}

function Tile({ container, cpu, live, marks }: TileProps) {
  const href = useViewHref();
  const { stats, memoryLimited, name, health } = container;
  const limit = memoryLimited ? (stats?.memoryLimitBytes ?? null) : null;
  const values = cpu?.byName.get(name);
  const shape = containerShape(container);
  return (
    <li className={classes.tile}>
      <Link href={href(containerPath(name))} className={classes.tileLink ?? ''}>
        <span className={classes.line}>
          <Name name={name} of={colourName(container)} className="med" />
          <span className="grow" />
          {health || shape !== 'ok' ? (
            <span className={`fs11 ${shape === 'warn' ? 'warn' : shape === 'error' ? 'err' : 't3'}`}>
              {containerStateText(container)}
            </span>
          ) : null}
          <StateIcon shape={shape} title={containerStateText(container)} />
        </span>
        <span className={classes.line}>
          <span className={classes.spark}>
            {values ? (
              <Sparkline
                values={live ? withLatest(values, stats?.cpuPercent) : values}
                width={88}
                height={16}
                area
                colour={colourOf(colourName(container))}
                least={4}
                marks={marks}
              />
            ) : null}
          </span>
          <span className="grow" />
          <Quantity of={percent(stats?.cpuPercent ?? null)} />
        </span>
        <span className={classes.line}>
          {limit && stats?.memoryBytes ? (
            <Bar part={stats.memoryBytes / limit} width={88} label={`memory of ${name}`} />
          ) : (
            <span className={classes.spark} />
          )}
          <span className="grow" />
          <span className="nowrap">
            {stats?.memoryBytes ? (
              <MemoryText bytes={stats.memoryBytes} limit={limit} />
            ) : (
              <span className="t3">—</span>
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}
