import { publish } from '../report/site/publication.ts';
import { listPages } from '../report/site/render.ts';
import { createSiteReader } from '../web/read-site.ts';
import { wireStore } from '../wire-state.ts';
import type { CommandContext } from './io.ts';
import { openConfigIfThere } from './open-config.ts';
import { openSiteFolder } from './site-folder.ts';
import { writing } from './source-file.ts';

/** `export --format site`: the whole site as plain files below a folder, which works from a disk and on any host. */
export async function exportSite({ io, options, out }: CommandContext, folder: string): Promise<number> {
  const [store, config] = await Promise.all([
    wireStore({ ...options, env: io.env }),
    openConfigIfThere(options, io.env),
  ]);
  const site = await createSiteReader(store, config).read();
  return writing(folder, async () => {
    const { written, removed } = await (await openSiteFolder(folder)).replace(
      listPages(site, publish(config?.settings.baseUrl)),
    );
    if (options.json) out.json({ folder, files: written, removed });
    else
      out.result(
        `${written} files written below ${folder}${removed === 0 ? '' : `, ${removed} of an earlier export removed`}`,
      );
    return 0;
  });
}
