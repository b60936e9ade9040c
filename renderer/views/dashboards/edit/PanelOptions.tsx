import { NativeSelect, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { calcNames, calcs } from '../../../../shared/dashboards/calc.ts';
import type { FieldStyle, Panel, PanelKind } from '../../../../shared/dashboards/model.ts';
import { unitChoices } from '../../../../shared/dashboards/units.ts';
import css from '../page/page.module.css';
import { ThresholdFields } from './ThresholdFields.tsx';

interface PanelOptionsProps {
  panel: Panel;
  variables: string[];
  onChange(change: (panel: Panel) => Panel, kind: string): void;
}

const KINDS: { value: PanelKind; label: string }[] = [
  { value: 'timeseries', label: 'Time series' },
  { value: 'stat', label: 'Single value' },
  { value: 'gauge', label: 'Gauge' },
  { value: 'bar', label: 'Bars' },
  { value: 'table', label: 'Table' },
  { value: 'heatmap', label: 'Heatmap' },
  { value: 'logs', label: 'Logs' },
  { value: 'text', label: 'Text' },
];

const UNITS = unitChoices.map(({ id, label }) => ({
  value: id,
  label: id === '' || label === id ? label : `${label}: ${id}`,
}));

/** What a panel is, and how it shows its values. */
export function PanelOptions({ panel, variables, onChange }: PanelOptionsProps) {
  const set = (given: Partial<Panel>, kind: string) =>
    onChange((before) => ({ ...before, ...given }), `${kind} ${panel.id}`);
  const style = (given: Partial<FieldStyle>, kind: string) =>
    onChange((before) => ({ ...before, style: { ...before.style, ...given } }), `${kind} ${panel.id}`);
  const isRow = panel.kind === 'row';
  return (
    <div className={css.options}>
      <TextInput
        size="xs"
        label="Title"
        value={panel.title}
        onChange={(event) => set({ title: event.currentTarget.value }, 'title')}
      />
      {isRow ? null : (
        <>
          <NativeSelect
            size="xs"
            label="Kind"
            data={KINDS}
            value={panel.kind}
            onChange={(event) => set({ kind: event.currentTarget.value as PanelKind }, 'kind')}
          />
          <Textarea
            size="xs"
            label="Description"
            autosize
            maxRows={4}
            value={panel.description}
            onChange={(event) => set({ description: event.currentTarget.value }, 'description')}
          />
        </>
      )}
      {panel.kind === 'text' ? <TextOptions panel={panel} set={set} /> : null}
      {panel.kind === 'logs' ? <LogsOptions panel={panel} set={set} /> : null}
      {isRow || panel.kind === 'text' || panel.kind === 'logs' ? null : (
        <ValueOptions panel={panel} set={set} style={style} />
      )}
      {panel.kind === 'timeseries' ? <DrawOptions panel={panel} set={set} style={style} /> : null}
      {variables.length > 0 ? (
        <NativeSelect
          size="xs"
          label="Repeat for each value of"
          data={[{ value: '', label: 'Once' }, ...variables]}
          value={panel.repeat?.variable ?? ''}
          onChange={(event) => {
            const variable = event.currentTarget.value;
            set(
              {
                repeat:
                  variable === ''
                    ? null
                    : { variable, direction: panel.repeat?.direction ?? 'across', most: 4 },
              },
              'repeat',
            );
          }}
        />
      ) : null}
    </div>
  );
}

interface PartProps {
  panel: Panel;
  set(given: Partial<Panel>, kind: string): void;
}
interface StylePartProps extends PartProps {
  style(given: Partial<FieldStyle>, kind: string): void;
}

function TextOptions({ panel, set }: PartProps) {
  return (
    <Textarea
      size="xs"
      label="Text (Markdown)"
      autosize
      minRows={8}
      maxRows={20}
      value={panel.text.content}
      onChange={(event) => set({ text: { ...panel.text, content: event.currentTarget.value } }, 'text')}
    />
  );
}

function LogsOptions({ panel, set }: PartProps) {
  return (
    <>
      <TextInput
        size="xs"
        label="Search"
        value={panel.logs.query}
        onChange={(event) => set({ logs: { ...panel.logs, query: event.currentTarget.value } }, 'logs')}
      />
      <TextInput
        size="xs"
        label="Containers, by commas"
        value={panel.logs.containers.join(', ')}
        onChange={(event) => {
          const containers = event.currentTarget.value.split(',').map((name) => name.trim());
          set(
            { logs: { ...panel.logs, containers: containers.filter((name) => name !== '') } },
            'containers',
          );
        }}
      />
    </>
  );
}

const numberOf = (value: string | number): number | null =>
  value === '' || Number.isNaN(Number(value)) ? null : Number(value);

function ValueOptions({ panel, set, style }: StylePartProps) {
  const isSingle = panel.kind === 'stat' || panel.kind === 'gauge' || panel.kind === 'bar';
  const known = UNITS.some(({ value }) => value === panel.style.unit);
  return (
    <>
      <Select
        size="xs"
        label="Unit"
        searchable
        data={known ? UNITS : [...UNITS, { value: panel.style.unit, label: panel.style.unit }]}
        value={panel.style.unit}
        allowDeselect={false}
        onChange={(unit) => style({ unit: unit ?? '' }, 'unit')}
      />
      <NumberInput
        size="xs"
        label="Digits behind the point"
        placeholder="as needed"
        min={0}
        max={20}
        value={panel.style.decimals ?? ''}
        onChange={(value) => style({ decimals: numberOf(value) }, 'decimals')}
      />
      <NumberInput
        size="xs"
        label="Least"
        placeholder="as needed"
        value={panel.style.min ?? ''}
        onChange={(value) => style({ min: numberOf(value) }, 'min')}
      />
      <NumberInput
        size="xs"
        label="Most"
        placeholder="as needed"
        value={panel.style.max ?? ''}
        onChange={(value) => style({ max: numberOf(value) }, 'max')}
      />
      {isSingle ? (
        <>
          <NativeSelect
            size="xs"
            label="Value"
            data={calcs.map((calc) => ({ value: calc, label: calcNames[calc] }))}
            value={panel.value.calc}
            onChange={(event) =>
              set(
                { value: { ...panel.value, calc: event.currentTarget.value as Panel['value']['calc'] } },
                'calc',
              )
            }
          />
          {panel.kind === 'stat' ? (
            <Switch
              size="xs"
              label="Course behind the value"
              checked={panel.value.spark}
              onChange={(event) =>
                set({ value: { ...panel.value, spark: event.currentTarget.checked } }, 'spark')
              }
            />
          ) : null}
        </>
      ) : null}
      <NativeSelect
        size="xs"
        label="Colour"
        data={[
          { value: 'series', label: 'By name' },
          { value: 'thresholds', label: 'By thresholds' },
        ]}
        value={panel.style.colourBy === 'fixed' ? 'series' : panel.style.colourBy}
        onChange={(event) =>
          style({ colourBy: event.currentTarget.value as FieldStyle['colourBy'] }, 'colour')
        }
      />
      <ThresholdFields
        thresholds={panel.style.thresholds}
        onChange={(thresholds) => style({ thresholds }, 'thresholds')}
      />
    </>
  );
}

function DrawOptions({ panel, set, style }: StylePartProps) {
  const drawn = panel.style;
  return (
    <>
      <h4>Drawing</h4>
      <NativeSelect
        size="xs"
        label="As"
        data={[
          { value: 'line', label: 'Lines' },
          { value: 'bars', label: 'Bars' },
        ]}
        value={drawn.draw === 'points' ? 'line' : drawn.draw}
        onChange={(event) => style({ draw: event.currentTarget.value as FieldStyle['draw'] }, 'draw')}
      />
      <NativeSelect
        size="xs"
        label="Stacked"
        data={[
          { value: 'none', label: 'No' },
          { value: 'normal', label: 'Yes' },
          { value: 'percent', label: 'To 100 %' },
        ]}
        value={drawn.stack}
        onChange={(event) => style({ stack: event.currentTarget.value as FieldStyle['stack'] }, 'stack')}
      />
      <NumberInput
        size="xs"
        label="Fill, %"
        min={0}
        max={100}
        value={drawn.fill}
        onChange={(value) => style({ fill: numberOf(value) ?? 0 }, 'fill')}
      />
      <NativeSelect
        size="xs"
        label="Axis"
        data={[
          { value: 'linear', label: 'Linear' },
          { value: 'log', label: 'Logarithmic' },
        ]}
        value={drawn.scale}
        onChange={(event) => style({ scale: event.currentTarget.value as FieldStyle['scale'] }, 'scale')}
      />
      <Switch
        size="xs"
        label="Thresholds as lines"
        checked={drawn.showThresholds !== 'off'}
        onChange={(event) => style({ showThresholds: event.currentTarget.checked ? 'line' : 'off' }, 'lines')}
      />
      <Switch
        size="xs"
        label="Band of what is usual"
        description="Median and MAD of 7 days at the time of day"
        checked={panel.usual}
        onChange={(event) => set({ usual: event.currentTarget.checked }, 'usual')}
      />
      <Switch
        size="xs"
        label="Draw over gaps"
        checked={drawn.connectGaps}
        onChange={(event) => style({ connectGaps: event.currentTarget.checked }, 'gaps')}
      />
      <h4>Legend</h4>
      <Switch
        size="xs"
        label="Shown"
        checked={panel.legend.show}
        onChange={(event) =>
          set({ legend: { ...panel.legend, show: event.currentTarget.checked } }, 'legend')
        }
      />
      <NativeSelect
        size="xs"
        label="Where"
        data={[
          { value: 'bottom', label: 'Below' },
          { value: 'right', label: 'On the right' },
        ]}
        value={panel.legend.placement}
        onChange={(event) =>
          set(
            { legend: { ...panel.legend, placement: event.currentTarget.value as 'bottom' | 'right' } },
            'placement',
          )
        }
      />
      <div className={css.queryLine}>
        {(['lastNotNull', 'min', 'max', 'mean', 'sum'] as const).map((calc) => (
          <label key={calc}>
            <input
              type="checkbox"
              checked={panel.legend.calcs.includes(calc)}
              onChange={(event) => {
                const others = panel.legend.calcs.filter((own) => own !== calc);
                set(
                  {
                    legend: {
                      ...panel.legend,
                      calcs: event.currentTarget.checked ? [...others, calc] : others,
                    },
                  },
                  'calcs',
                );
              }}
            />{' '}
            {calcNames[calc]}
          </label>
        ))}
      </div>
    </>
  );
}
