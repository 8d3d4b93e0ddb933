// Builds static/dist: the stylesheet, the scripts and the images; and in dist/root what is served at the
// root of the site, for when it cannot be reached. Knows nothing about Django or the pages.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const root = join(dist, "root");
const modules = join(here, "..", "node_modules");
const watching = process.argv.includes("--watch");
// What is kept for when the site cannot be reached, the page first.
const kept = ["offline.html", "offline.css", "offline.svg", "offline.js"];

async function styles(name, folder) {
  const { css } = await sass.compileAsync(join(here, "scss", `${name}.scss`), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
  });
  const missing = css.match(/url\((?!["']?(data:|#))[^)]*\)/);
  if (missing) throw new Error(`The stylesheet refers to a file that is not built: ${missing[0]}`);
  await writeFile(join(folder, `${name}.css`), css);
}

const scripts = {
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "none",
};

// The name of what is kept changes with any of it, and with the script that keeps it.
async function nameOf(files) {
  const hash = createHash("sha256");
  for (const each of files) hash.update(await readFile(each));
  return `offline-${hash.digest("hex").slice(0, 12)}`;
}

async function rootFiles() {
  await mkdir(root, { recursive: true });
  await Promise.all([
    styles("offline", root),
    esbuild.build({ ...scripts, entryPoints: [join(here, "offline", "offline.js")], outdir: root }),
    cp(join(here, "offline", "offline.html"), join(root, "offline.html")),
    cp(join(here, "images", "mark.svg"), join(root, "offline.svg")),
  ]);
  const worker = join(here, "offline", "service-worker.js");
  const name = await nameOf([...kept.map((each) => join(root, each)), worker]);
  const said = { NAME: name, FILES: kept.map((each) => `/${each}`) };
  await esbuild.build({
    ...scripts,
    entryPoints: [worker],
    outdir: root,
    define: Object.fromEntries(Object.entries(said).map(([key, value]) => [key, JSON.stringify(value)])),
  });
}

async function build() {
  await mkdir(dist, { recursive: true });
  await Promise.all([
    styles("app", dist),
    esbuild.build({
      ...scripts,
      entryPoints: [join(here, "js", "app.js"), join(here, "js", "enable.js")],
      outdir: dist,
    }),
    cp(join(here, "images"), join(dist, "images"), { recursive: true }),
    rootFiles(),
  ]);
}

async function watch() {
  const { watch: watchFiles } = await import("node:fs/promises");
  for await (const change of watchFiles(here, { recursive: true })) {
    if (String(change.filename).startsWith("dist")) continue;
    await build().catch((error) => console.error(error.message));
    console.log(`Built again after a change to ${change.filename}`);
  }
}

await rm(dist, { recursive: true, force: true });
await build();
console.log("Built static/dist");
if (watching) await watch();
