import { describe, expect, it } from 'vitest';
import { inkOn } from '../../../../../client/src/dashboard/charts/support/inkOn';
import { sampleTheme } from '../../support/sampleData';

describe('inkOn', () => {
  it('takes the colour that is easier to read on the fill', () => {
    const theme = { ...sampleTheme(), foreground: '#ffffff', background: '#000000' };
    expect(inkOn(theme, '#ffff00')).toBe('#000000');
    expect(inkOn(theme, 'rgb(20, 20, 90)')).toBe('#ffffff');
  });

  it('takes black or white where neither of them can be read', () => {
    const theme = { ...sampleTheme(), foreground: '#3b3b3b', background: '#ffffff' };
    expect(inkOn(theme, '#ea5c00')).toBe('#000000');
    expect(inkOn(theme, '#0063d3')).toBe('#ffffff');
  });

  it('takes the text colour where a colour cannot be read', () => {
    expect(inkOn({ ...sampleTheme(), foreground: '#ffffff' }, 'hsl(1, 2%, 3%)')).toBe('#ffffff');
  });
});
