// What esbuild puts around a CommonJS module that is imported, and around a module of ours that is entered by `import()`: a copy of its
// names, each behind a function, made anew every time. `node:zlib` alone has 154; a start makes twelve hundred, and so does every page.
const AROUND_COMMONJS =
  /(?<![\w$])([\w$]{1,8})=\(([\w$]+),([\w$]+),([\w$]+)\)=>\(\4=\2!=null\?[\w$]+\([\w$]+\(\2\)\):\{\},[\w$]+\(\3\|\|!\2\|\|!\2\.__esModule\?[\w$]+\(\4,"default",\{value:\2,enumerable:!0\}\):\4,\2\)\)/g;
const AROUND_OURS = /(?<![\w$])([\w$]{1,8})=([\w$]{1,8})=>[\w$]+\([\w$]+\(\{\},"__esModule",\{value:!0\}\),\2\)/g;

/** A bundle's text, minified, where the module itself is reached through an object without names of its own. As long as before: its map holds. */
export function withoutCopies(text) {
  return text
    .replace(AROUND_COMMONJS, (was, name, module, isNode) =>
      `${name}=(${module},${isNode})=>${isNode}||!${module}.__esModule?Object.create(${module},{default:{value:${module}}}):${module}`.padEnd(
        was.length,
      ),
    )
    .replace(AROUND_OURS, (was, name, module) => `${name}=${module}=>${module}`.padEnd(was.length));
}
