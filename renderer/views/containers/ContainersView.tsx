export default function ContainersView() {
  return (
    <div className="view-head">
      <h1>Containers</h1>
    </div>
  );
}
