/** Everyday HTML, for rooms that begin empty. */
export const HTML = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Title</title>
    <link rel="stylesheet" href="style.css" />
    <script src="main.js" defer></script>
  </head>
  <body>
    <div class="container" id="main">
      <h1>Title</h1>
      <p>Text</p>
      <a href="#">Link</a>
      <img src="image.png" alt="" />
      <ul>
        <li>Item</li>
        <li>Item</li>
      </ul>
      <form action="/" method="post">
        <label for="name">Name</label>
        <input type="text" id="name" name="name" />
        <button type="submit">Send</button>
      </form>
    </div>
  </body>
</html>
`;

/** Everyday style sheets, for rooms that begin empty. */
export const CSS = `* {
  box-sizing: border-box;
  margin: 0;
  padding: 0;
}

body {
  font-family: sans-serif;
  font-size: 16px;
  line-height: 1.5;
  color: #333;
  background-color: #fff;
}

.container {
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: space-between;
  gap: 1rem;
  width: 100%;
  max-width: 960px;
  margin: 0 auto;
  padding: 1rem;
  border: 1px solid #ccc;
  border-radius: 4px;
}

.button:hover {
  cursor: pointer;
  text-decoration: none;
  transition: opacity 0.2s ease;
}

.grid {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
  position: relative;
  overflow: hidden;
}

@media (max-width: 600px) {
  .container {
    display: block;
  }
}
`;
