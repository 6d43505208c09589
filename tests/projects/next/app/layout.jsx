export const metadata = { title: 'A Next.js page', icons: { icon: 'data:,' } };

export default function Layout({ children }) {
  return (
    <html lang="de">
      <body>{children}</body>
    </html>
  );
}
