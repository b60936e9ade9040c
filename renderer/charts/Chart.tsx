import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { registerPlotShape } from './plot-shape.ts';

use([LineChart, BarChart, ScatterChart, CustomChart, GridComponent, CanvasRenderer]);
registerPlotShape();

interface ChartProps {
  option: EChartsCoreOption;
  width: number;
  height: number;
  /** What the picture shows, for those who cannot see it. */
  label: string;
}

/** Owns one ECharts instance: made with the component, drawn when the option changes, gone with it. */
export function Chart({ option, width, height, label }: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  useEffect(() => {
    if (!element.current) return;
    const instance = init(element.current, null, { renderer: 'canvas' });
    chart.current = instance;
    return () => {
      chart.current = null;
      instance.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.resize({ width, height });
  }, [width, height]);
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);
  return <div ref={element} role="img" aria-label={label} style={{ width, height }} />;
}
