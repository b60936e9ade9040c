export default function OverviewView() {
  return (
    <div className="view-head">
      <h1>Overview</h1>
    </div>
  );
}
