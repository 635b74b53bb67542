import { describe, expect, it } from 'vitest';
import { dashboardMessageHtml } from '../../../client/src/views/dashboardMessageHtml';

describe('dashboardMessageHtml', () => {
  const html = dashboardMessageHtml({
    heading: '"</title><script>alert(1)</script>" can not be opened',
    paragraphs: ['line 1: <img src=x onerror=alert(1)> & more', 'What to do'],
    nonce: 'abc',
    language: 'zh-cn',
  });

  it('holds what is said as text', () => {
    expect(html).toContain(
      '<h1>&quot;&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; can not be opened</h1>',
    );
    expect(html).toContain('<p>line 1: &lt;img src=x onerror=alert(1)&gt; &amp; more</p>\n<p>What to do</p>');
    expect(html).not.toMatch(/<script|<img/);
  });

  it('may load and run nothing', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toBe("default-src 'none'; style-src 'nonce-abc'");
    expect(html).toContain('<html lang="zh-cn">');
  });
});
