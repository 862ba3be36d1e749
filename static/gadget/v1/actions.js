export { registerAction } from "./chunks/scripts-l_fi4Y3q.js";
