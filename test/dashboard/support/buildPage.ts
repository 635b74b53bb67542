import { bundlePage } from '../../../scripts/pageBundle.mjs';
import { PAGE_FOLDER } from './pageFiles';

/** Bundles the page as it is shipped. */
export default async function buildPage(): Promise<void> {
  await bundlePage({ outdir: PAGE_FOLDER, isMinified: true });
}
