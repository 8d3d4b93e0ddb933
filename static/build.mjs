// Builds static/dist: one stylesheet, one script and the images. Knows nothing about Django
// or the pages; whatever serves the site only has to serve static/dist.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const modules = join(here, "..", "node_modules");
const watching = process.argv.includes("--watch");

async function styles() {
  const { css } = await sass.compileAsync(join(here, "scss", "app.scss"), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
  });
  const missing = css.match(/url\((?!["']?(data:|#))[^)]*\)/);
  if (missing) throw new Error(`The stylesheet refers to a file that is not built: ${missing[0]}`);
  await writeFile(join(dist, "app.css"), css);
}

const scripts = {
  entryPoints: [join(here, "js", "app.js"), join(here, "js", "enable.js")],
  outdir: dist,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "none",
};

async function build() {
  await mkdir(dist, { recursive: true });
  await Promise.all([
    styles(),
    esbuild.build(scripts),
    cp(join(here, "images"), join(dist, "images"), { recursive: true }),
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
