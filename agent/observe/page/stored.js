/* A page that holds its session. */

merge(JSON.parse($("data").textContent));
