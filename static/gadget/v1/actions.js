export { registerAction } from "./chunks/scripts-nIj2Hb3f.js";
