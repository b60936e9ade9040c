import type { ExportFormat } from '../../../../shared/contract/trace-export.ts';
import { duration, quantityText } from '../../../../shared/model/format.ts';
import { spanIdAt } from '../../../../shared/model/span-ids.ts';
import type { MenuItem } from '../../../components/ContextMenu.tsx';
import type { TraceModel } from './model/trace-model.ts';
import { hasLinesBelow } from './model/visible-lines.ts';
import { orderOf, type TracePageAction, type TracePageState } from './page-state.ts';

interface Doing {
  onFind(text: string): void;
  download(params: {
    format: ExportFormat;
    traceIds: string[];
    spanIds: string[];
    subtree: boolean;
  }): Promise<void>;
}

/** What can be done with a span, wherever it is shown. */
export function spanMenu(
  model: TraceModel,
  state: TracePageState,
  span: number,
  dispatch: (action: TracePageAction) => void,
  { onFind, download }: Doing,
): (MenuItem | null)[] {
  const { detail } = model;
  const order = orderOf(model, state);
  const line = order.lineOf[span]!;
  const id = spanIdAt(detail.spanIds, span);
  const name = detail.names[detail.name[span]!] ?? '';
  const service = detail.services[detail.service[span]!] ?? '';
  const copy = (text: string) => void navigator.clipboard.writeText(text);
  const part = (format: ExportFormat) =>
    void download({ format, traceIds: [detail.summary.traceId], spanIds: [id], subtree: true });
  return [
    state.root === span
      ? { label: 'Whole trace', onClick: () => dispatch({ kind: 'root', span: null }) }
      : { label: 'Make it the root', onClick: () => dispatch({ kind: 'root', span }) },
    state.focus === span
      ? { label: 'Show all paths', onClick: () => dispatch({ kind: 'focus', span: null }) }
      : { label: 'Only its path and what is below', onClick: () => dispatch({ kind: 'focus', span }) },
    {
      label: 'Zoom to its time',
      onClick: () =>
        dispatch({
          kind: 'viewport',
          viewport: {
            from: detail.startNano[span]!,
            to: detail.startNano[span]! + Math.max(1, detail.durationNano[span]!),
          },
        }),
    },
    ...(hasLinesBelow(order, line)
      ? [
          {
            label: state.closed[line] === 1 ? 'Expand' : 'Collapse',
            onClick: () => dispatch({ kind: 'toggle', line }),
          },
        ]
      : []),
    null,
    { label: `Find ${name}`, onClick: () => onFind(name) },
    { label: `Find ${service}`, onClick: () => onFind(service) },
    null,
    { label: 'Copy the name', onClick: () => copy(name) },
    {
      label: 'Copy as text',
      onClick: () => copy(`${service} ${name} ${quantityText(duration(detail.durationNano[span]!))}`),
    },
    { label: 'Copy the span id', onClick: () => copy(id) },
    null,
    { label: 'Export this part as OTLP', onClick: () => part('otlp') },
    { label: 'Export this part as Jaeger', onClick: () => part('jaeger') },
    { label: 'Export this part as Zipkin', onClick: () => part('zipkin') },
  ];
}
