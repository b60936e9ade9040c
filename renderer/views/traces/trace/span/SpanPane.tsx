import { IconX } from '@tabler/icons-react';
import type { CSSProperties, ReactNode } from 'react';
import { Link } from 'wouter';
import type { SpanDetail, TraceDetail } from '../../../../../shared/contract/traces.ts';
import { type Attributes, attributeText, stringAttribute } from '../../../../../shared/model/attributes.ts';
import { duration, percent, quantityText } from '../../../../../shared/model/format.ts';
import { type SpanEvent, spanKindNames } from '../../../../../shared/model/span.ts';
import { nanoToMs } from '../../../../../shared/model/time.ts';
import { STATUS_ERROR, type TraceTree } from '../../../../../shared/trace-analysis/trace-tree.ts';
import { stripAnsi } from '../../../../components/ansi.ts';
import { CopyButton } from '../../../../components/CopyButton.tsx';
import { colourOf } from '../../../../components/colours.ts';
import pairs from '../../../../components/pairs.module.css';
import { Time } from '../../../../components/Time.tsx';
import { containerPath } from '../../../../scope/container-path.ts';
import { useViewHref } from '../../../../time/url-state.ts';
import chip from '../service-chip.module.css';
import { offsetText } from '../time-axis.ts';
import { CarriedContexts } from './CarriedContexts.tsx';
import { LongText } from './LongText.tsx';
import { SpanLogs } from './SpanLogs.tsx';
import { StackTrace } from './StackTrace.tsx';
import css from './span.module.css';
import { spanJson } from './span-json.ts';

interface SpanPaneProps {
  detail: TraceDetail;
  tree: TraceTree;
  index: number;
  /** Null until it is read. */
  span: SpanDetail | null;
  onClose(): void;
}

/** Everything known of one span. Values are text, whatever they hold. */
export function SpanPane({ detail, tree, index, span, onClose }: SpanPaneProps) {
  const service = detail.services[detail.service[index]!] ?? '';
  const name = detail.names[detail.name[index]!] ?? '';
  return (
    <aside className={css.pane} aria-label="Span">
      <div className={css.paneHead}>
        <span className={chip.service} style={{ '--c': colourOf(service) } as CSSProperties}>
          {service}
        </span>
        <span className={chip.operation} title={name}>
          {name}
        </span>
        <span className={css.grow} />
        {span && <CopyButton text={() => spanJson(span)} label="Copy the span as JSON" />}
        <button
          type="button"
          className="btn icon quiet small"
          aria-label="Close"
          title="Close (Esc)"
          onClick={onClose}
        >
          <IconX size={14} />
        </button>
      </div>
      <Timing detail={detail} tree={tree} index={index} span={span} />
      {span && <SpanBody detail={detail} span={span} />}
    </aside>
  );
}

function Timing({ detail, tree, index, span }: Omit<SpanPaneProps, 'onClose'>) {
  const nanos = detail.durationNano[index]!;
  const self = tree.selfNano[index]!;
  const share = (part: number, whole: number) =>
    whole > 0 ? quantityText(percent((part / whole) * 100)) : '—';
  const failed = detail.status[index] === STATUS_ERROR;
  const start = detail.startNano[index]!;
  return (
    <div className={css.section}>
      <dl className={pairs.pairs}>
        <Pair name="Duration">
          {quantityText(duration(nanos))}{' '}
          <span className={css.weak}>{share(nanos, tree.totalNano)} of trace</span>
        </Pair>
        <Pair name="Self time">
          {quantityText(duration(self))}{' '}
          <span className={css.weak}>{self === nanos ? 'all of it' : `${share(self, nanos)} of it`}</span>
        </Pair>
        <Pair name="Start">
          +{quantityText(offsetText(start))}{' '}
          <Time
            className={css.weak}
            ms={nanoToMs(detail.startTimeUnixNano + BigInt(Math.round(start)))}
            millis
          />
        </Pair>
        <Pair name="Kind, status">
          {spanKindNames[detail.kind[index]!] ?? 'unspecified'},{' '}
          {failed ? <span className={css.error}>error</span> : detail.status[index] === 1 ? 'ok' : 'unset'}
        </Pair>
        {span?.span.statusMessage && (
          <Pair name="Message">
            <LongText text={span.span.statusMessage} />
          </Pair>
        )}
        {detail.missingParent[index] === 1 && (
          <Pair name="Parent">
            <span className={css.weak}>{span?.span.parentSpanId} is not in this trace</span>
          </Pair>
        )}
      </dl>
    </div>
  );
}

function SpanBody({ detail, span }: { detail: TraceDetail; span: SpanDetail }) {
  const { events, links, attributes } = span.span;
  const spanStart = span.span.startTimeUnixNano;
  const traceStart = detail.startTimeUnixNano;
  const exceptions = events.filter(({ name }) => name === 'exception');
  const others = events.filter(({ name }) => name !== 'exception');
  const dropped = span.span.droppedAttributesCount;
  const carriers = [...attributes, ...events.flatMap((event) => event.attributes)];
  return (
    <>
      {exceptions.map((event) => (
        <Exception
          key={`${event.timeUnixNano}`}
          event={event}
          offset={Number(event.timeUnixNano - traceStart)}
        />
      ))}
      <AttributeSection
        title="Attributes"
        attributes={attributes}
        note={dropped > 0 ? `${dropped} dropped by the sender` : ''}
      />
      {others.map((event, i) => (
        <AttributeSection
          // biome-ignore lint/suspicious/noArrayIndexKey: events have no identity and never move
          key={i}
          title={event.name || 'event'}
          note={`event at +${quantityText(offsetText(Number(event.timeUnixNano - traceStart)))}`}
          attributes={event.attributes}
        />
      ))}
      {links.map((link) => (
        <LinkSection key={link.traceId + link.spanId} link={link} />
      ))}
      <CarriedContexts attributes={carriers} traceId={span.span.traceId} />
      {span.container && <ContainerSection container={span.container} />}
      <SpanLogs
        container={span.container}
        start={spanStart}
        durationNano={span.span.durationNano}
        traceId={span.span.traceId}
      />
      <AttributeSection title="Resource" attributes={span.resource} />
      <AttributeSection
        title="Scope and source"
        attributes={[
          ['scope', [span.scope.name, span.scope.version].filter(Boolean).join(' ')],
          ['source', span.source],
          ['span id', span.span.spanId],
          ['trace state', span.span.traceState],
        ]}
      />
    </>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt title={name}>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function AttributeSection({
  title,
  attributes,
  note = '',
}: {
  title: string;
  attributes: Attributes;
  note?: string;
}) {
  const shown = attributes.filter(([, value]) => value !== '');
  return (
    <div className={css.section}>
      <h3>
        {title} <span className={css.weak}>{note || shown.length}</span>
      </h3>
      <dl className={pairs.pairs}>
        {shown.map(([key, value], i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a key may stand twice in telemetry
          <Pair key={i} name={key}>
            <LongText text={attributeText(value)} />
          </Pair>
        ))}
      </dl>
    </div>
  );
}

/** An exception event by OpenTelemetry's semantic conventions (exception.type, .message, .stacktrace). */
function Exception({ event, offset }: { event: SpanEvent; offset: number }) {
  const stack = stringAttribute(event.attributes, 'exception.stacktrace');
  return (
    <div className={css.section}>
      <h3>
        Exception <span className={css.weak}>at +{quantityText(offsetText(offset))}</span>
        <span className={css.grow} />
        {stack && <CopyButton text={stack} label="Copy the stack trace" />}
      </h3>
      <div className={css.exception}>
        <b className={css.error}>
          {stripAnsi(stringAttribute(event.attributes, 'exception.type') ?? 'error')}
        </b>
        <br />
        <LongText text={stringAttribute(event.attributes, 'exception.message') ?? ''} />
      </div>
      {stack && <StackTrace stack={stack} />}
    </div>
  );
}

function LinkSection({ link }: { link: SpanDetail['span']['links'][number] }) {
  const href = useViewHref();
  return (
    <div className={css.section}>
      <h3>Link</h3>
      <Link className={css.id} href={href(`/traces/${link.traceId}`, { span: link.spanId })}>
        {link.traceId.slice(0, 16)}… / {link.spanId}
      </Link>
      {link.attributes.length > 0 && (
        <dl className={pairs.pairs}>
          {link.attributes.map(([key, value]) => (
            <Pair key={key} name={key}>
              <LongText text={attributeText(value)} />
            </Pair>
          ))}
        </dl>
      )}
    </div>
  );
}

function ContainerSection({ container }: { container: NonNullable<SpanDetail['container']> }) {
  const href = useViewHref();
  return (
    <div className={css.section}>
      <h3>
        Container <span className={css.weak}>tied by {container.by}</span>
      </h3>
      <Link
        className={chip.service}
        style={{ '--c': colourOf(container.name) } as CSSProperties}
        href={href(containerPath(container.name))}
      >
        {container.name}
      </Link>
    </div>
  );
}
