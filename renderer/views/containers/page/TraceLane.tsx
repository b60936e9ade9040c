import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { count, duration, quantityText } from '../../../../shared/model/format.ts';
import { msToNano } from '../../../../shared/model/time.ts';
import { serviceQuery } from '../../../../shared/trace-query/printer.ts';
import { Chart } from '../../../charts/Chart.tsx';
import { useCursor } from '../../../charts/cursor.ts';
import { dotsOption } from '../../../charts/dots-option.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import type { Margins } from '../../../charts/scale.ts';
import { TimeOverlay } from '../../../charts/TimeOverlay.tsx';
import { useThemeKey } from '../../../charts/use-theme-key.ts';
import { colourName, colourOf, resolveColour } from '../../../components/colours.ts';
import { useCall } from '../../../connection/use-call.ts';
import { alignedWindow } from '../../../time/time-range.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { GutterRow } from './LaneGutter.tsx';
import classes from './page.module.css';
import type { LaneRow } from './TimelineTab.tsx';
import { tracesNear } from './traces-near.ts';

const HEIGHT = 64;
const POINTS = 3000;
const durationText = (nanos: number) => quantityText(duration(nanos)).replace(/\.0+(?=\D)/, '');

interface TraceLaneProps {
  container: ContainerSummary;
  margins: Margins;
  marks: EventMark[];
  row: LaneRow;
}

/** The traces of the container's service as dots; those with errors as crosses. */
export function TraceLane({ container, margins, marks, row: Row }: TraceLaneProps) {
  const { window, brush } = useTimeRange();
  const { ref, width, height } = useElementSize();
  const theme = useThemeKey();
  const service = container.composeService ?? container.name;
  const { startMs, endMs, stepMs } = alignedWindow(window, 180);
  const { data } = useCall('traces.points', {
    query: serviceQuery(service),
    start: msToNano(startMs),
    end: msToNano(endMs),
    limit: POINTS,
  });
  const colour = colourOf(colourName(container));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what colours stand for
  const option = useMemo(() => {
    const dots = data
      ? { timesMs: data.startMs, durations: data.durationNano, errors: data.errorCounts }
      : { timesMs: new Float64Array(), durations: new Float64Array(), errors: new Uint32Array() };
    return dotsOption(dots, window, margins, colour, durationText, resolveColour);
  }, [data, window, margins, colour, theme]);
  return (
    <Row
      height={HEIGHT}
      gutter={
        <TraceGutter
          service={service}
          near={(timeMs) => tracesNear(data, timeMs, stepMs)}
          total={data?.traceIds.length ?? null}
        />
      }
    >
      <div ref={ref} className={classes.dots}>
        {width > 0 && data && data.traceIds.length > 0 ? (
          <>
            <Chart option={option} width={width} height={height} label={`Traces of ${service}`} />
            <TimeOverlay
              window={window}
              width={width}
              height={height}
              margins={margins}
              series={[]}
              format={durationText}
              marks={marks}
              note={(timeMs) => tracesNear(data, timeMs, stepMs)?.text ?? null}
              onBrush={brush}
            />
          </>
        ) : null}
        {data && data.traceIds.length === 0 ? (
          <span className={classes.none}>no traces of {service} in this range</span>
        ) : null}
      </div>
    </Row>
  );
}

interface TraceGutterProps {
  service: string;
  total: number | null;
  near(timeMs: number): { p95: number; errors: number; count: number } | null;
}

function TraceGutter({ service, total, near }: TraceGutterProps) {
  const cursor = useCursor(({ timeMs }) => timeMs);
  const [, navigate] = useLocation();
  const href = useViewHref();
  const at = cursor === null ? null : near(cursor);
  return (
    <>
      <h3>
        <button
          type="button"
          onClick={() => navigate(href('/traces', { q: serviceQuery(service) }))}
          title={`Traces of ${service}`}
        >
          Traces
        </button>
        <span>duration, log</span>
      </h3>
      {at ? (
        <>
          <GutterRow name="p95 at cursor" colour="transparent" value={at.p95} format={durationText} />
          <p style={{ '--c': 'var(--err)' } as React.CSSProperties}>
            errors{' '}
            <b>
              {at.errors} of {at.count}
            </b>
          </p>
        </>
      ) : (
        <p style={{ '--c': 'transparent' } as React.CSSProperties}>
          in range <b>{total === null ? '—' : count(total)}</b>
        </p>
      )}
    </>
  );
}
