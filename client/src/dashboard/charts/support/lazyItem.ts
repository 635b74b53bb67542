import type { ChartItem } from '../../chartView';

/** An item whose text is made when it is asked for: of thousands, a person hears a few. */
export function lazyItem(
  seriesIndex: number,
  dataIndex: number,
  makeText: () => string,
  zoneKey: string | null = null,
): ChartItem {
  return {
    seriesIndex,
    dataIndex,
    get text() {
      return makeText();
    },
    ...(zoneKey === null ? {} : { zoneKey }),
  };
}
