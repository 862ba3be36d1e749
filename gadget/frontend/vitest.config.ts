import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "core", include: ["tests/core/**/*.test.ts"], environment: "node" } },
      {
        test: {
          name: "page",
          include: ["tests/{account,cards,element,frame,loader,scripts}/**/*.test.ts"],
          environment: "jsdom",
          setupFiles: ["tests/browser.ts"],
        },
      },
    ],
  },
});
