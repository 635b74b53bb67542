import { render } from 'preact';
import './dashboard.css';

render(<main />, document.getElementById('app') ?? document.body);
