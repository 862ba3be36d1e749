export { registerAction } from "./chunks/scripts-MkJKNzlD.js";
