import type { JSX } from 'preact';
import { t } from '../../../server/src/l10n';
import type { ChartView } from './chartView';
import { IconButton } from './controls';
import type { PageFile } from './protocol';

/** What can be done with a chart's numbers and its drawing; nothing, where there are none. */
export function CardButtons(props: {
  readonly view: ChartView;
  readonly isTableOpen: boolean;
  readonly onTable: () => void;
  readonly onCopy: () => void;
  readonly onSave: (format: PageFile['format']) => void;
}): JSX.Element {
  const { view, isTableOpen, onTable, onCopy, onSave } = props;
  const save = (format: PageFile['format'], icon: string, label: string): JSX.Element => (
    <IconButton icon={icon} label={label} isTight action={format} onPress={() => onSave(format)} />
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame around buttons
    <div class="buttons" role="group" aria-label={t('{0}: numbers and files', view.title)}>
      {view.table.rows.length > 0 && (
        <>
          <IconButton icon="table" label={t('Table')} isTight isOn={isTableOpen} action="table" onPress={onTable} />
          <IconButton icon="copy" label={t('Copy the numbers')} isTight action="copy" onPress={onCopy} />
        </>
      )}
      {view.option !== null && save('png', 'file-media', t('Save as PNG'))}
      {view.table.rows.length > 0 && (
        <>
          {save('csv', 'list-flat', t('Save the numbers as CSV'))}
          {save('json', 'json', t('Save the numbers as JSON'))}
        </>
      )}
    </div>
  );
}
