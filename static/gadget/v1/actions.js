export { registerAction } from "./chunks/scripts-Dhn9_FyK.js";
