import type { HTMLAttributes } from 'preact';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-toolbar-button': HTMLAttributes<HTMLElement> & {
        icon?: string;
        label?: string | undefined;
        toggleable?: boolean;
        checked?: boolean;
      };
      'vscode-badge': HTMLAttributes<HTMLElement> & { variant?: 'default' | 'counter' };
    }
  }
}
