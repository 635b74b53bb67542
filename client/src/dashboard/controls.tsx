import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { JSX } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import { t } from '../../../server/src/l10n';
import { useSame } from './useSame';

/** A longer list gets a field to search it with. */
const LONGEST_LIST = 15;

/** A button with one of VS Code's icons, and its name beside or, in a tight place, as a tip. */
export function IconButton(props: {
  readonly icon: string;
  readonly label: string;
  readonly isTight?: boolean;
  /** Whether it is pressed, for one that stays so; left out for any other. */
  readonly isOn?: boolean;
  readonly action: string;
  readonly onPress: () => void;
}): JSX.Element {
  const { icon, label, isTight = false, isOn, action, onPress } = props;
  return (
    <vscode-toolbar-button
      icon={icon}
      label={isTight ? label : undefined}
      title={isTight ? label : undefined}
      toggleable={isOn !== undefined}
      checked={isOn === true}
      data-action={action}
      onClick={onPress}
    >
      {isTight ? null : label}
    </vscode-toolbar-button>
  );
}

/** One of a list. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A list to choose from; a long one can be searched. The browser's own: it speaks to every screen reader. */
export function Select(props: {
  readonly label: string;
  readonly name: string;
  readonly options: readonly Choice[];
  readonly value: string;
  readonly isLabelHidden?: boolean;
  readonly onChoose: (value: string) => void;
}): JSX.Element {
  const { label, name, options, value, isLabelHidden = false, onChoose } = props;
  const id = useId();
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const known = useSame(options);
  const offered = useMemo(
    () =>
      known
        .filter((option) => option.value === value || wanted === '' || option.label.toLowerCase().includes(wanted))
        .map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        )),
    [known, value, wanted],
  );
  return (
    <div class="select" data-select={name}>
      <label for={id} class={isLabelHidden ? 'for-readers' : ''}>
        {label}
      </label>
      {options.length > LONGEST_LIST && (
        <input
          type="search"
          value={filter}
          placeholder={t('Filter')}
          aria-label={t('Filter: {0}', label)}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
      )}
      <select id={id} value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {offered}
      </select>
    </div>
  );
}
