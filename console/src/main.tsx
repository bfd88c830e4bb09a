import { createRoot } from 'react-dom/client';
import { giveNonceToStyles } from './frame/nonce';
import { Root } from './frame/root';
import './frame/frame.css';

giveNonceToStyles();
const element = document.getElementById('root');
if (element !== null) createRoot(element).render(<Root />);
